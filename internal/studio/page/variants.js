// Several variants of a part of a piece, side by side.

import { byId, element } from './dom.js'
import { Piece } from './piece.js'
import { draw, redrawn } from './mini.js'

export class Variants {
  // listen plays a piece from a step; use takes a variant {piece, seed} into the roll.
  constructor({ listen, use }) {
    this.box = byId('variants')
    this.list = byId('variant-list')
    this.listen = listen
    this.use = use
    byId('variants-close').addEventListener('click', () => this.close())
  }

  close() {
    this.box.hidden = true
    this.piece = null
  }

  // begin shows the part of a piece as it is.
  begin(piece, region, nats) {
    this.close()
    this.list.replaceChildren()
    this.paints = []
    this.region = region
    this.piece = piece
    this.version = piece.version
    this.add({ piece: piece.json(), seed: null, nats })
  }

  // add shows one more variant. The box appears with the second one.
  add(variant) {
    const { from, to } = this.region, piece = new Piece(variant.piece)
    const name = variant.seed === null ? 'As it was' : `Seed ${variant.seed}`
    const loss = variant.nats === null ? '' : `${variant.nats.toFixed(2)} nats per step`
    const canvas = element('canvas', { role: 'img', 'aria-label': `${name}: ${piece.count()} notes in the piece` })
    const listen = element('button', { type: 'button', 'aria-label': `Listen to ${name}` }, 'Listen')
    const use = element('button', { type: 'button', 'aria-label': `Use ${name}` }, 'Use')
    listen.addEventListener('click', () => this.listen(piece, from))
    use.addEventListener('click', () => {
      this.version = this.piece.version + 1 // of the change that follows
      this.use(variant)
      if (!this.piece) return
      this.version = this.piece.version
      for (const b of this.list.querySelectorAll('[aria-pressed]')) b.setAttribute('aria-pressed', b === use)
    })
    use.setAttribute('aria-pressed', variant.seed === null)
    this.list.append(element('li', {}, element('p', { className: 'label' }, name), canvas, element('p', { className: 'note' }, loss), element('p', { className: 'row' }, listen, use)))
    const context = Math.max(4, Math.round((to - from) / 4))
    const paint = () => draw(canvas, piece, Math.max(0, from - context), Math.min(piece.length, to + context), this.region)
    this.paints.push(paint)
    redrawn(canvas, paint)
    if (variant.seed === null) return
    const shown = !this.box.hidden
    this.box.hidden = false
    for (const p of shown ? [paint] : this.paints) p() // what is hidden has no size
  }

  // changed closes the box when the piece was changed otherwise.
  changed(piece) {
    if (this.piece && (piece !== this.piece || piece.version !== this.version)) this.close()
  }
}
