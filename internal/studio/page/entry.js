// Notes entered with the keys of the page, of the computer, or in the roll, for a piece to begin with.

import { byId, element } from './dom.js'
import { Piece, KEYS, LOWEST, keyName } from './piece.js'

const bars = 8
const computerKeys = ['KeyA', 'KeyW', 'KeyS', 'KeyE', 'KeyD', 'KeyF', 'KeyT', 'KeyG', 'KeyY', 'KeyH', 'KeyU', 'KeyJ', 'KeyK', 'KeyO', 'KeyL', 'KeyP', 'Semicolon']
const onScreen = 13 // an octave

export class Entry {
  // open shows the notes in the roll; active tells whether they are there and can be changed.
  constructor(roll, open, active) {
    this.roll = roll
    this.open = open
    this.active = active
    this.lowest = 60 - LOWEST // the key under A
    this.down = new Set() // keys of a chord that are held
    byId('octave-down').addEventListener('click', () => this.shift(-12))
    byId('octave-up').addEventListener('click', () => this.shift(12))
    byId('rest').addEventListener('click', () => this.write([]))
    byId('back').addEventListener('click', () => this.back())
    byId('empty').addEventListener('click', () => { this.sketch = null; this.begin(this.model) })
    addEventListener('keydown', (event) => this.pressed(event))
    addEventListener('keyup', (event) => this.released(event))
    this.layKeys()
  }

  // begin opens the notes that were entered, on the grid of a model, or an empty roll.
  begin(model) {
    this.model = model
    const before = this.sketch, perBar = 4 * model.stepsPerQuarter
    if (!before || before.stepsPerQuarter !== model.stepsPerQuarter || before.articulated !== model.articulated) {
      const measures = Array.from({ length: bars }, (_, i) => [i * perBar, perBar, 0, 4, 4])
      this.sketch = new Piece({ title: 'My notes', stepsPerQuarter: model.stepsPerQuarter, articulated: model.articulated, tempo: model.tempo || 120, velocity: 80, given: 0,
        transposed: 0, measures, frames: Array.from({ length: bars * perBar }, () => []) })
      if (before) this.regrid(before)
    }
    if (this.roll.piece !== this.sketch) this.open(this.sketch)
  }

  // regrid copies notes that were entered on another grid.
  regrid(before) {
    const scale = this.sketch.stepsPerQuarter / before.stepsPerQuarter
    for (let t = 0; t < before.length; t++) {
      for (let k = 0; k < KEYS; k++) {
        if (!before.begins(t, k)) continue
        const from = Math.round(t * scale), to = Math.max(from + 1, Math.round(before.note(t, k)[1] * scale))
        this.sketch.write(from, Math.min(to, this.sketch.length), k)
      }
    }
  }

  // json is what was entered, up to the end of its last note; null for nothing.
  json() {
    let end = this.sketch?.length || 0
    const sounds = (t) => { for (let k = 0; k < KEYS; k++) if (this.sketch.cell(t, k)) return true }
    while (end && !sounds(end - 1)) end--
    return end ? this.sketch.json(end) : null
  }

  layKeys() {
    const piano = byId('piano')
    piano.replaceChildren(...Array.from({ length: onScreen }, (_, i) => {
      const k = this.lowest + i, letter = computerKeys[i] && { Semicolon: ';' }[computerKeys[i]] || computerKeys[i]?.slice(3) || ''
      const black = [1, 3, 6, 8, 10].includes(i % 12)
      const b = element('button', { type: 'button', className: black ? 'black' : 'white', 'aria-label': `${keyName(k)} ${letter}`, tabIndex: i ? -1 : 0 },
        element('span', { 'aria-hidden': true }, i % 12 ? '' : keyName(k)), ' ', element('kbd', { 'aria-hidden': true }, letter))
      b.addEventListener('click', () => this.write([k], !byId('chord').checked))
      b.addEventListener('keydown', (event) => {
        const to = { ArrowRight: i + 1, ArrowLeft: i - 1 }[event.key]
        const other = piano.children[to]
        if (!other) return
        for (const c of piano.children) c.tabIndex = c === other ? 0 : -1
        other.focus()
        event.preventDefault()
      })
      return b
    }))
  }

  shift(semitones) {
    this.lowest = Math.max(3, Math.min(this.lowest + semitones, 75))
    this.layKeys()
  }

  get length() { return Math.max(1, Math.round(Number(byId('note-length').value) * this.sketch.stepsPerQuarter)) }

  pressed(event) {
    const i = computerKeys.indexOf(event.code)
    if (i < 0 || event.repeat || event.ctrlKey || event.metaKey || event.altKey || !this.active() || event.target.matches('input:not([type=radio], [type=checkbox]), select, textarea')) return
    event.preventDefault()
    this.down.add(event.code)
    this.write([this.lowest + i], false)
  }

  // released goes on to the next note when all keys of a chord are up.
  released(event) {
    if (this.down.delete(event.code) && !this.down.size && this.active()) this.advance()
  }

  // write writes keys at the cursor.
  write(keys, advances = true) {
    if (!this.active()) this.begin(this.model)
    const { roll } = this, t = roll.cursor.t
    for (const k of keys) roll.heard(k)
    if (keys.length) {
      roll.cursor.k = keys[0]
      roll.edit(() => keys.forEach((k) => this.sketch.write(t, Math.min(t + this.length, this.sketch.length), k)))
    }
    if (advances) this.advance()
  }

  advance() { this.roll.move([this.length, 0], false) }

  // back goes back by a note's length and clears what begins there.
  back() {
    if (!this.active()) return
    const { roll } = this
    roll.move([-this.length, 0], false)
    const from = roll.cursor.t
    roll.edit(() => this.sketch.clear({ from, to: Math.min(from + this.length, this.sketch.length), low: 0, high: KEYS - 1 }))
  }
}
