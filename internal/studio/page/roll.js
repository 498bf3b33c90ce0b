// The piano roll: draws a piece, and edits it with mouse, touch, pen or keyboard.

import { byId, setText } from './dom.js'
import { KEYS, HELD, SILENT, keyName, LOWEST, shade } from './piece.js'

const gutter = 44 // pixels for the names of the keys
const isBlack = (k) => [1, 3, 6, 8, 10].includes((k + LOWEST) % 12)

export class Roll {
  // changed is called after an edit; toggle plays or pauses; heard sounds a key.
  constructor({ changed, toggle, heard }) {
    this.canvas = byId('roll')
    this.scroller = byId('scroller')
    this.context = this.canvas.getContext('2d')
    this.changed = changed
    this.toggle = toggle
    this.heard = heard
    this.piece = null
    this.tool = 'select'
    this.selection = null // {from, to, low, high}
    this.cursor = { t: 0, k: 39 }
    this.playhead = 0
    this.left = 0 // the scroller's, which is slow to ask for
    this.heat = null // probabilities of the keys in 255ths, T×88
    this.voice = null // returns the key of the voice that harmonizing keeps in a step
    this.scroller.addEventListener('scroll', () => this.scrolled())
    new ResizeObserver(() => this.layout()).observe(this.scroller)
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => this.draw())
    this.listen()
  }

  load(piece) {
    this.piece = piece
    this.heat = null
    this.selection = null
    this.anchor = null
    this.cursor.t = 0
    this.scroller.scrollLeft = 0
    this.layout()
    this.scrollToMusic()
  }

  layout() {
    const large = this.scroller.clientWidth > 1800
    this.row = large ? 10 : this.scroller.clientWidth < 500 ? 5 : 6
    this.view = { w: this.scroller.clientWidth, h: KEYS * this.row }
    this.width = Math.max(8, Math.min(large ? 40 : 24, Math.floor((this.view.w - gutter) / (this.piece?.steps || 1)))) // a short piece fills the roll
    const ratio = devicePixelRatio || 1
    this.canvas.width = this.view.w * ratio
    this.canvas.height = this.view.h * ratio
    this.canvas.style.width = `${this.view.w}px`
    this.canvas.style.height = `${this.view.h}px`
    byId('spacer').style.width = `${gutter + (this.piece ? this.piece.steps : 0) * this.width}px`
    this.context.setTransform(ratio, 0, 0, ratio, 0, 0)
    this.scrolled()
  }

  scrolled() {
    this.left = this.scroller.scrollLeft
    this.draw()
  }

  scrollToMusic() {
    let k = 39
    for (let i = 0; this.piece && i < this.piece.length * KEYS; i++) if (this.piece.cells[i]) { k = i % KEYS; break }
    this.scroller.scrollTop = (KEYS - k) * this.row - this.scroller.clientHeight / 2
  }

  x(t) { return gutter + t * this.width - this.left }
  y(k) { return (KEYS - 1 - k) * this.row }

  draw() {
    if (this.waiting) return
    this.waiting = requestAnimationFrame(() => {
      this.waiting = 0
      this.paint()
    })
  }

  paint() {
    const c = this.context, { w, h } = this.view, style = getComputedStyle(this.canvas)
    const color = (name) => style.getPropertyValue(`--${name}`)
    c.fillStyle = color('paper')
    c.fillRect(0, 0, w, h)
    c.fillStyle = color('black-keys')
    for (let k = 0; k < KEYS; k++) if (isBlack(k)) c.fillRect(0, this.y(k), w, this.row)
    if (this.piece) this.paintPiece(c, w, h, color)
    this.paintKeys(c, h, color)
  }

  paintPiece(c, w, h, color) {
    const p = this.piece
    const first = Math.max(0, Math.floor((this.left - gutter) / this.width))
    const last = Math.min(p.length, Math.ceil((this.left + w) / this.width))
    c.fillStyle = color('later')
    c.fillRect(this.x(p.length), 0, w, h)
    c.fillStyle = color('line')
    for (const [start] of p.measures) if (start >= first && start <= p.steps) c.fillRect(this.x(start), 0, 1, h)
    if (this.heat) this.paintHeat(c, first, last, color)
    for (let t = first; t < last; t++) {
      const locked = this.voice ? this.voice(t) : -1
      for (let k = 0; k < KEYS; k++) {
        if (p.cell(t, k) === SILENT) continue
        const gap = p.begins(t, k) ? 1 : 0
        const box = [this.x(t) + gap, this.y(k) + 0.5, this.width - gap, this.row - 1]
        c.fillStyle = color(k === locked ? 'locked' : t < p.given ? 'given' : 'note')
        if (this.heat) this.outline(c, p, t, k, box)
        else this.fill(c, p.bin(t, k), box)
      }
    }
    const s = this.selection
    if (s) {
      const box = [this.x(s.from), this.y(s.high), (s.to - s.from) * this.width, (s.high - s.low + 1) * this.row]
      c.fillStyle = color('selection')
      c.globalAlpha = this.heat ? 0.1 : 0.25
      c.fillRect(...box)
      c.globalAlpha = 1
      c.strokeStyle = color('selection')
      c.lineWidth = 2
      c.strokeRect(...box)
    }
    c.strokeStyle = color('cursor')
    c.lineWidth = 2
    if (document.activeElement === this.canvas) c.strokeRect(this.x(this.cursor.t), this.y(this.cursor.k), this.width, this.row)
    c.fillStyle = color('cursor')
    c.fillRect(this.x(this.playhead) - 1, 0, 2, h)
  }

  // fill draws a note in a step, shaded by its velocity. The line below is as strong for every velocity, so that soft notes are seen.
  fill(c, bin, [x, y, w, h]) {
    c.globalAlpha = shade(bin)
    c.fillRect(x, y, w, h)
    c.globalAlpha = 1
    if (bin) c.fillRect(x, y + h - 1.5, w, 1.5)
  }

  paintHeat(c, first, last, color) {
    c.fillStyle = color('heat')
    for (let t = first; t < last; t++) {
      for (let k = 0; k < KEYS; k++) {
        const p = this.heat[t * KEYS + k]
        if (p < 3) continue
        c.globalAlpha = 0.08 + 0.92 * p / 255
        c.fillRect(this.x(t), this.y(k), this.width, this.row)
      }
    }
    c.globalAlpha = 1
  }

  // outline draws the edges of a note in a step.
  outline(c, p, t, k, [x, y, w, h]) {
    const ends = t + 1 >= p.length || p.cell(t + 1, k) === SILENT || p.begins(t + 1, k)
    c.fillRect(x, y, w, 1.5)
    c.fillRect(x, y + h - 1.5, w, 1.5)
    if (p.begins(t, k)) c.fillRect(x, y, 1.5, h)
    if (ends) c.fillRect(x + w - 1.5, y, 1.5, h)
  }

  paintKeys(c, h, color) {
    c.fillStyle = color('paper')
    c.fillRect(0, 0, gutter, h)
    c.fillStyle = color('line')
    c.fillRect(gutter - 1, 0, 1, h)
    c.fillStyle = color('text')
    c.font = `${Math.max(10, this.row + 2)}px system-ui, sans-serif`
    c.textBaseline = 'middle'
    for (let k = 3; k < KEYS; k += 12) c.fillText(keyName(k), 8, Math.max(this.y(k) + this.row / 2, this.row / 2 + 4))
  }

  // follow scrolls so that a step is seen.
  follow(t) {
    const x = this.x(t)
    if (x <= this.view.w - 40 && x >= gutter) return
    this.scroller.scrollLeft = t * this.width - this.view.w / 4
    this.scrolled()
  }

  at(event) {
    const box = this.canvas.getBoundingClientRect()
    const t = Math.floor((event.clientX - box.left - gutter + this.left) / this.width)
    const k = KEYS - 1 - Math.floor((event.clientY - box.top) / this.row)
    return { t: Math.max(0, Math.min(t, this.piece.length - 1)), k: Math.max(0, Math.min(k, KEYS - 1)) }
  }

  get editable() { return this.piece && this.piece.length > 0 && !this.piece.growing && !this.busy }

  listen() {
    let from = null, before = null, erased = null
    const drag = (event) => {
      const to = this.at(event)
      this.cursor = to
      if (this.tool === 'erase') {
        if (this.piece.cell(to.t, to.k) !== SILENT) erased.push(to), this.piece.erase(to.t, to.k)
      } else {
        this.selection = span(from, this.tool === 'draw' ? { t: to.t, k: from.k } : to)
      }
      this.draw()
    }
    this.canvas.addEventListener('pointerdown', (event) => {
      if (!this.editable || event.button) return
      this.canvas.setPointerCapture(event.pointerId)
      from = this.at(event)
      before = this.piece.cells.slice()
      erased = []
      if (this.tool === 'draw') this.heard(from.k)
      drag(event)
    })
    this.canvas.addEventListener('pointermove', (event) => { if (from) drag(event) })
    this.canvas.addEventListener('pointerup', (event) => {
      if (!from) return
      const s = this.selection
      if (this.tool === 'erase') {
        this.piece.cells = before
        this.edit(() => erased.forEach(({ t, k }) => this.piece.erase(t, k)))
      } else if (this.tool === 'draw') {
        this.selection = null
        this.edit(() => this.piece.write(s.from, s.to, s.low))
      }
      from = null
      this.say()
    })
    this.canvas.addEventListener('pointercancel', () => {
      if (from) this.piece.cells = before
      from = null
      this.draw()
    })
    this.canvas.addEventListener('focus', () => this.draw())
    this.canvas.addEventListener('blur', () => this.draw())
    this.canvas.addEventListener('keydown', (event) => { if (this.key(event)) event.preventDefault() })
  }

  // key handles a key, and tells whether it did.
  key(event) {
    if (event.key === ' ') return this.toggle(), true
    if (!this.editable) return false
    if (event.ctrlKey || event.metaKey) {
      const key = event.key.toLowerCase()
      if (key === 'z') return this.step(event.shiftKey ? 'redo' : 'undo'), true
      if (key === 'y') return this.step('redo'), true
      if (key === 'a') return this.selectAll(), true
      return false
    }
    const move = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] }[event.key]
    if (move && event.altKey) {
      if (move[1]) this.transpose(move[1] * (event.shiftKey ? 12 : 1))
      return move[1] !== 0
    }
    if (move) return this.move(move, event.shiftKey), true
    switch (event.key) {
      case 'Home': this.move([-this.cursor.t, 0], event.shiftKey); return true
      case 'End': this.move([this.piece.length, 0], event.shiftKey); return true
      case 'Enter': this.toggleNote(); return true
      case 'Delete': case 'Backspace': this.clear(); return true
      case 'Escape': this.selection = null; this.say(); return true
      case '+': this.strike(2); return true
      case '-': this.strike(-2); return true
    }
    return false
  }

  move([dt, dk], selects) {
    if (selects && !this.anchor) this.anchor = { ...this.cursor }
    if (!selects) this.anchor = null
    this.cursor = { t: Math.max(0, Math.min(this.cursor.t + dt, this.piece.length - 1)), k: Math.max(0, Math.min(this.cursor.k + dk, KEYS - 1)) }
    if (selects) this.selection = span(this.anchor, this.cursor)
    this.follow(this.cursor.t)
    const y = this.y(this.cursor.k), s = this.scroller
    if (y < s.scrollTop || y > s.scrollTop + s.clientHeight - 2 * this.row) s.scrollTop = y - s.clientHeight / 2
    this.say()
  }

  // toggleNote removes the note under the cursor, or writes one as long as the selection.
  toggleNote() {
    const { t, k } = this.cursor, s = this.selection
    if (this.piece.cell(t, k) !== SILENT) return this.edit(() => this.piece.erase(t, k))
    this.heard(k)
    const [from, to] = s && s.low <= k && k <= s.high ? [s.from, s.to] : [t, t + 1]
    this.edit(() => this.piece.write(from, to, k))
  }

  get region() {
    return this.selection || { from: 0, to: this.piece.length, low: 0, high: KEYS - 1 }
  }

  selectAll() {
    if (!this.editable) return
    this.selection = null
    this.selection = this.region
    this.say()
  }

  clear() {
    if (this.editable && this.selection) this.edit(() => this.piece.clear(this.selection))
  }

  // transpose moves the selected notes, or all.
  transpose(semitones) {
    if (!this.editable) return
    let fits = true
    this.edit(() => { fits = this.piece.transpose(this.region, semitones) })
    if (!fits) return setText(byId('cursor'), 'These notes would leave the keyboard.')
    const s = this.selection
    if (s && s.high - s.low < KEYS - 1) {
      s.low = Math.max(0, s.low + semitones)
      s.high = Math.min(KEYS - 1, s.high + semitones)
    }
    this.say()
  }

  // strike makes the selected notes, or all, louder or softer.
  strike(by) {
    if (this.editable && this.piece.articulated) this.edit(() => this.piece.strike(this.region, by))
  }

  // replace replaces all cells by what was composed, as an edit that can be undone.
  replace(frames, made) {
    if (this.piece.edit(() => this.piece.put(0, frames), made)) this.changed()
    this.draw()
  }

  // step undoes or redoes an edit.
  step(what) {
    if (this.editable && this.piece[what]()) {
      this.changed()
      this.say(what === 'undo' ? 'Undone. ' : 'Done again. ')
    }
  }

  edit(change) {
    if (this.editable && this.piece.edit(change)) this.changed()
    this.say()
  }

  // say describes the cursor and the selection to those who do not see the roll.
  say(before = '') {
    const { t, k } = this.cursor, s = this.selection, p = this.piece
    const bar = p.bar(t), inBar = t - p.measures[bar - 1][0] + 1
    const state = (p.cell(t, k) === SILENT ? 'silent' : p.begins(t, k) ? 'a note begins' : p.cell(t, k) === HELD ? 'sounds on' : '') +
      (p.bin(t, k) ? `, velocity ${p.velocityAt(t, k)}` : '')
    const chosen = s ? `; selected: steps ${s.from + 1} to ${s.to}, ${keyName(s.low)} to ${keyName(s.high)}` : ''
    const probability = this.heat ? `, probability ${(this.heat[t * KEYS + k] / 255).toFixed(2)}` : ''
    setText(byId('cursor'), `${before}Measure ${bar}, step ${inBar}, ${keyName(k)}: ${state}${probability}${chosen}`)
    this.draw()
  }
}

function span(a, b) {
  return { from: Math.min(a.t, b.t), to: Math.max(a.t, b.t) + 1, low: Math.min(a.k, b.k), high: Math.max(a.k, b.k) }
}
