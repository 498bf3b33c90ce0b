// A piece on the grid: T steps × 88 keys, with undo.

export const KEYS = 88
export const LOWEST = 21 // MIDI key number
export const SILENT = 0
export const HELD = 1
export const STRUCK = 2

// A cell has its state in the two lowest bits and, where the model or the file has one, the velocity of an onset above them: its number from 1 to 32, as the
// server has it, each for four MIDI velocities.
const STATE = 3
const velocities = 32
const midi = (bin) => 4 * bin - 2

// shade is the opacity of a note with a velocity: the softer, the paler.
export const shade = (bin) => (bin ? 0.3 + 0.7 * bin / velocities : 1)

const names = ['C', 'C♯', 'D', 'E♭', 'E', 'F', 'F♯', 'G', 'A♭', 'A', 'B♭', 'B']

// keyName is the name of key k, 0 to 87: middle C is C4.
export const keyName = (k) => names[(k + LOWEST) % 12] + (Math.floor((k + LOWEST) / 12) - 1)

const maxUndo = 100

export class Piece {
  // json is a piece as the server sends it; steps, where given, are those that the piece will have.
  constructor(json, steps = json.frames.length) {
    const { title, stepsPerQuarter, articulated, tempo, velocity, given, transposed, measures, tempos, keys } = json
    Object.assign(this, { title, stepsPerQuarter, articulated, tempo, velocity, given, transposed, measures, tempos, keys })
    this.growing = false
    this.made = null // how it was composed: {request, command}
    this.edited = false // since it was composed
    this.kept = null // where it is kept as it is: {dir, command}
    this.version = 0 // changes with every edit
    this.saved = true
    this.steps = steps
    this.length = 0 // steps that are there
    this.cells = new Uint8Array(Math.max(steps, 1) * KEYS)
    this.past = []
    this.future = []
    this.put(0, json.frames)
  }

  // put replaces the steps from one on.
  put(at, frames) {
    this.cells.fill(SILENT, at * KEYS)
    frames.forEach((codes, i) => {
      for (const code of codes) this.cells[(at + i) * KEYS + ((code & 255) >> 1) - LOWEST] = code & 1 ? STRUCK | code >> 8 << 2 : HELD
    })
    this.length = at + frames.length
  }

  cell(t, k) { return this.cells[t * KEYS + k] & STATE }

  // bin is the number of the velocity of the note that sounds at step t, 0 where it has the usual one of the piece.
  bin(t, k, cells = this.cells) {
    while (t > 0 && (cells[t * KEYS + k] & STATE) === HELD) t--
    return cells[t * KEYS + k] >> 2
  }

  // velocityAt is the MIDI velocity of the note that sounds at step t.
  velocityAt(t, k) {
    const bin = this.bin(t, k)
    return bin ? midi(bin) : this.velocity
  }

  // strikes calls visit with each key and MIDI velocity that is struck from step t on.
  strikes(t, visit) {
    for (let i = t * KEYS; i < this.length * KEYS; i++) {
      const c = this.cells[i]
      if (c & 2 || (c && !this.articulated)) visit(i % KEYS, c >> 2 ? midi(c >> 2) : this.velocity)
    }
  }

  // begins tells whether a note begins at step t.
  begins(t, k) {
    const c = this.cell(t, k)
    return c === STRUCK || (c === HELD && (t === 0 || this.cell(t - 1, k) === SILENT))
  }

  // note returns the first step of the note that sounds at step t, and the step after its last.
  note(t, k) {
    let from = t, to = t + 1
    while (!this.begins(from, k)) from--
    while (to < this.length && this.cell(to, k) !== SILENT && !this.begins(to, k)) to++
    return [from, to]
  }

  count() {
    let notes = 0
    for (let t = 0; t < this.length; t++) for (let k = 0; k < KEYS; k++) if (this.begins(t, k)) notes++
    return notes
  }

  bar(t) {
    let i = this.measures.length
    while (i > 1 && this.measures[i - 1][0] > t) i--
    return i
  }

  // edit changes cells; the state before can be returned to. made says how a change was composed; without it, it was made by hand.
  edit(change, made = null) {
    const before = this.state()
    change()
    this.markOnsets(before.cells)
    if (before.cells.every((c, i) => c === this.cells[i])) return false
    this.past.push(before)
    if (this.past.length > maxUndo) this.past.shift()
    this.future = []
    if (made) this.made = made
    this.edited = !made
    this.touch()
    return true
  }

  state() { return { cells: this.cells.slice(), made: this.made, edited: this.edited } }

  touch() {
    this.version++
    this.kept = null
    this.saved = false
  }

  undo() { return this.restore(this.past, this.future) }
  redo() { return this.restore(this.future, this.past) }

  restore(from, to) {
    if (!from.length) return false
    to.push(this.state())
    Object.assign(this, from.pop())
    this.touch()
    return true
  }

  // markOnsets gives an onset to notes whose first step was removed, with the velocity that they had; music without articulation has none.
  markOnsets(before) {
    for (let t = 0; t < this.length; t++) {
      for (let k = 0; k < KEYS; k++) {
        const i = t * KEYS + k
        if (this.cells[i] === SILENT) continue
        if (!this.articulated) this.cells[i] = HELD
        else if (this.cells[i] === HELD && this.begins(t, k)) this.cells[i] = STRUCK | this.bin(t, k, before) << 2
      }
    }
  }

  // write writes a note from step a up to, not including, step b. In a piece with velocities it has that of the onset before it, or of the next one.
  write(a, b, k) {
    const near = Math.max(this.cells.findLastIndex((c, i) => i < (a + 1) * KEYS && c >> 2), this.cells.findIndex((c) => c >> 2))
    const struck = STRUCK | (near < 0 ? 0 : this.cells[near] >> 2 << 2)
    for (let t = a; t < b; t++) this.cells[t * KEYS + k] = t === a && this.articulated ? struck : HELD
  }

  // strike makes the notes that begin in a region louder, or softer, by a number of velocities.
  strike({ from, to, low, high }, by) {
    for (let t = from; t < to; t++) {
      for (let k = low; k <= high; k++) {
        if (this.cell(t, k) !== STRUCK) continue
        const bin = this.bin(t, k) || Math.floor(this.velocity / 4) + 1
        this.cells[t * KEYS + k] = STRUCK | Math.max(1, Math.min(bin + by, velocities)) << 2
      }
    }
  }

  erase(t, k) {
    if (this.cell(t, k) === SILENT) return
    const [from, to] = this.note(t, k)
    for (let i = from; i < to; i++) this.cells[i * KEYS + k] = SILENT
  }

  // clear silences a region: steps from–to, keys low–high, all inclusive but to.
  clear({ from, to, low, high }) {
    for (let t = from; t < to; t++) this.cells.fill(SILENT, t * KEYS + low, t * KEYS + high + 1)
  }

  // transpose moves the cells of a region; it returns false where they would leave the keyboard.
  transpose(region, semitones) {
    const { from, to, low, high } = region
    const moved = []
    for (let t = from; t < to; t++) {
      for (let k = low; k <= high; k++) {
        const c = this.cell(t, k)
        if (c === SILENT) continue
        if (k + semitones < 0 || k + semitones >= KEYS) return false
        const begins = this.articulated && (t === from || c === STRUCK)
        moved.push([t, k + semitones, begins ? STRUCK | this.bin(t, k) << 2 : HELD])
      }
    }
    this.clear(region)
    for (const [t, k, c] of moved) this.cells[t * KEYS + k] = c
    return true
  }

  // json is the piece as the server reads it, with its first steps only where a number is given.
  json(steps = this.length) {
    const frames = []
    for (let t = 0; t < steps; t++) {
      const codes = []
      for (let k = 0; k < KEYS; k++) {
        const c = this.cell(t, k)
        if (c !== SILENT) codes.push(2 * (k + LOWEST) + (c === STRUCK ? 1 + 256 * this.bin(t, k) : 0))
      }
      frames.push(codes)
    }
    const { title, stepsPerQuarter, articulated, tempo, velocity, transposed, measures, tempos, keys } = this
    return { title, stepsPerQuarter, articulated, tempo, velocity, given: Math.min(this.given, steps), transposed, measures, tempos, keys, frames }
  }
}
