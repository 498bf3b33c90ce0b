// Plays one piece, also while it grows or is edited.

import { KEYS, SILENT } from './piece.js'
import { Piano, prepare } from './piano.js'

const ahead = 0.25 // seconds that are scheduled ahead
const interval = 40 // ms between two looks
const late = 0.1 // seconds; steps that are later do not sound all at once

export class Player {
  constructor(changed) {
    this.changed = changed // called when playing begins or ends, or another piece is there
    this.piece = null
    this.playing = false
    this.loop = false
    this.region = () => null // steps from–to that a loop repeats
    this.level = 0.8
    this.at = 0 // position in steps while nothing plays
    this.sounding = new Map()
  }

  set volume(x) {
    this.level = x
    if (this.piano) this.piano.volume = x
  }

  // load takes another piece, and stops.
  load(piece, name) {
    this.pause()
    this.piece = piece
    this.name = name
    this.at = 0
    this.prepare()
    this.changed()
  }

  // prepare has the tones of the piece computed from a step on, so that playing begins at once.
  prepare(from = 0) {
    const notes = new Map()
    this.piece?.strikes(from, (k, velocity) => notes.set(128 * k + velocity, [k, velocity]))
    prepare([...notes.values()])
  }

  get stepsPerSecond() { return this.piece.tempo / 60 * this.piece.stepsPerQuarter }

  timeOf(step) { return this.time + (step - this.start) / this.stepsPerSecond }

  get position() {
    if (!this.playing) return this.at
    return Math.max(this.start, Math.min(this.start + (this.context.currentTime - this.time) * this.stepsPerSecond, this.next))
  }

  // open opens the sound, which browsers allow after a click or a key only.
  open() {
    if (!this.context) {
      this.context = new AudioContext({ latencyHint: 'interactive' })
      this.piano = new Piano(this.context)
      this.piano.volume = this.level
    }
    this.context.resume()
  }

  // sound sounds a key for a moment.
  sound(k) {
    this.open()
    this.piano.strike(k, 80, this.context.currentTime)(this.context.currentTime + 0.3)
  }

  play() {
    if (!this.piece || this.playing) return
    this.open()
    if (this.at >= this.piece.length && !this.piece.growing) this.at = 0
    this.playing = true
    this.anchor(this.at, 0.06)
    this.timer = setInterval(() => this.schedule(), interval)
    this.schedule()
    this.changed()
  }

  // anchor says that a position sounds so many seconds from now.
  anchor(step, delay) {
    this.start = step
    this.time = this.context.currentTime + delay
    this.next = Math.ceil(step)
    this.fresh = true // notes that sound on from before begin here
  }

  // resume goes on from the next step, with the notes that sound.
  resume() {
    this.anchor(this.next, 0.05)
    this.fresh = false
  }

  pause() {
    if (!this.playing) return
    this.at = this.position
    this.playing = false
    clearInterval(this.timer)
    this.damp(this.context.currentTime)
    this.changed()
  }

  seek(step) {
    if (!this.playing) this.at = step
    else {
      this.damp(this.context.currentTime)
      this.anchor(step, 0.03)
    }
  }

  set tempo(x) {
    const at = this.position
    if (x !== this.piece.tempo) this.piece.tempos = [] // of the file that it begins with
    this.piece.tempo = x
    if (this.playing) this.seek(at)
  }

  damp(time) {
    for (const release of this.sounding.values()) release(time)
    this.sounding.clear()
  }

  schedule() {
    if (this.timeOf(this.next) < this.context.currentTime - late) this.resume() // the page was held up
    const until = this.context.currentTime + ahead
    while (this.playing && this.timeOf(this.next) < until) {
      const time = Math.max(this.timeOf(this.next), this.context.currentTime)
      const region = this.loop && this.region()
      const end = region ? Math.min(region.to, this.piece.length) : this.piece.length
      if (this.next < end) {
        this.step(this.next++, time)
        continue
      }
      if (this.piece.growing && !region) { // wait for the next step
        this.resume()
        return
      }
      if (this.loop) {
        this.damp(time)
        this.anchor(region ? region.from : 0, time - this.context.currentTime)
        if (end === 0) return
        continue
      }
      this.damp(time)
      if (this.context.currentTime >= this.timeOf(end)) {
        this.pause()
        this.at = 0
        this.changed()
      }
      return
    }
  }

  step(t, time) {
    for (let k = 0; k < KEYS; k++) {
      const sounds = this.piece.cell(t, k) !== SILENT
      const begins = sounds && (this.fresh || this.piece.begins(t, k))
      if (this.sounding.has(k) && (begins || !sounds)) {
        this.sounding.get(k)(time)
        this.sounding.delete(k)
      }
      if (begins) this.sounding.set(k, this.piano.strike(k, this.piece.velocityAt(t, k), time))
    }
    this.fresh = false
  }
}
