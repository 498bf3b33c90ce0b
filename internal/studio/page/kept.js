// The pieces that were kept on the server.

import { get, send } from './api.js'
import { byId, element, report, setText } from './dom.js'
import { Piece } from './piece.js'

export class Kept {
  constructor(open) {
    this.open = open
    byId('kept-box').addEventListener('toggle', () => this.list())
  }

  // keep writes a piece with what composed it, and remembers where.
  async keep(piece) {
    const version = piece.version
    const { dir, command } = await send('keep', { piece: piece.json(), made: piece.made?.request || {}, edited: piece.edited })
    if (piece.version === version) {
      piece.kept = { dir, command }
      piece.saved = true
    }
    this.list()
  }

  async list() {
    try {
      const names = await get('/api/kept')
      if (this.names === names.join('\n')) return
      this.names = names.join('\n')
      setText(byId('kept-title'), names.length ? `Kept pieces (${names.length})` : 'Kept pieces')
      byId('kept-list').replaceChildren(...names.slice(0, 200).map((name) => {
        const open = element('button', { type: 'button', 'aria-label': `Open ${name}` }, 'Open')
        open.addEventListener('click', () => this.take(name))
        return element('li', {}, open, ' ', name)
      }))
      if (!names.length) byId('kept-list').append(element('li', { className: 'note' }, 'None yet.'))
    } catch (error) { report(error.message) }
  }

  async take(name) {
    try {
      report('')
      const { piece, command, edited } = await get(`/api/kept/${encodeURIComponent(name)}`)
      const p = new Piece(piece)
      p.edited = edited
      p.kept = { dir: name, command }
      this.open(p)
    } catch (error) { report(error.message) }
  }
}
