// The probabilities that the model gives to every key in every step of the piece in the roll.

import { events } from './api.js'
import { byId, report, setText } from './dom.js'

const delay = 400 // ms after the last edit

export class Expected {
  constructor(roll, asked) {
    this.roll = roll
    this.asked = asked // returns the chosen {run, style}
    this.box = byId('heat')
    this.box.addEventListener('change', () => this.update(0))
  }

  // update computes the probabilities anew if they are shown, the piece rests and they are not those of the piece as it is.
  update(wait = delay) {
    const { roll } = this, piece = roll.piece
    clearTimeout(this.timer)
    byId('heat-note').hidden = !this.box.checked
    const state = this.box.checked && roll.editable ? `${JSON.stringify(this.asked())} ${piece.version}` : ''
    if (this.state === state && this.of === piece) return
    this.abort?.abort()
    roll.heat = null
    roll.draw()
    this.state = state
    this.of = piece
    if (state) this.timer = setTimeout(() => this.ask(piece), wait)
  }

  async ask(piece) {
    const abort = this.abort = new AbortController()
    setText(byId('heat-note'), 'Computing the probabilities …')
    try {
      for await (const { name, data } of events('probabilities', { ...this.asked(), piece: piece.json() }, abort.signal)) {
        if (name === 'error') throw new Error(data.message)
        if (name !== 'probabilities') continue
        this.roll.heat = Uint8Array.from(atob(data.play), (c) => c.charCodeAt(0))
        this.roll.draw()
        setText(byId('heat-note'), `Shade: probability that a key plays, given the steps before it and the lower keys. Outlined: the notes of the piece, ${data.nats.toFixed(2)} nats per step.`)
      }
    } catch (error) {
      if (error.name === 'AbortError') return
      this.box.checked = false
      byId('heat-note').hidden = true
      report(`No probabilities: ${error.message}`)
    }
  }
}
