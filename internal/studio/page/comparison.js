// The runs that are shown, side by side: the table of the compare command, and a roll of each.

import { get } from './api.js'
import { byId, element, report, setText } from './dom.js'
import { draw, redrawn } from './mini.js'
import { Piece } from './piece.js'

export class Comparison {
  // play plays a sample of a run.
  constructor(play) {
    this.play = play
    this.pieces = new Map() // by run and name
  }

  // update shows runs {run, next, samples}, if anything of them has changed.
  async update(runs) {
    const state = JSON.stringify(runs.map((r) => [r.run.id, r.run.status, r.run.epoch, r.next]))
    if (state !== this.state) {
      this.state = state
      await this.table(runs)
    }
    await this.rolls(runs)
  }

  async table(runs) {
    byId('comparison').hidden = runs.length < 2
    if (runs.length < 2) return
    try {
      const query = runs.map((r) => `run=${r.run.id}`).join('&'), state = this.state
      const { columns, rows, notes, command } = await get(`/api/compare?${query}`)
      if (state !== this.state) return
      const table = byId('comparison').querySelector('table'), align = (c) => (c.right ? 'right' : '')
      table.tHead.replaceChildren(element('tr', {}, ...columns.map((c) => element('th', { scope: 'col', className: align(c) },
        [c.group, c.title].filter(Boolean).join('.') + (c.unit ? ` (${c.unit})` : '')))))
      table.tBodies[0].replaceChildren(...rows.map((row) => element('tr', {}, ...row.map((text, i) =>
        element(i ? 'td' : 'th', { className: align(columns[i]), ...(i ? {} : { scope: 'row' }) }, text)))))
      byId('comparison-notes').replaceChildren(...notes.map((n) => element('li', {}, n)))
      setText(byId('comparison-command'), command)
    } catch (error) { report(error.message) }
  }

  // rolls shows a sample of each run: the first of the latest epoch of which all have some, otherwise of each run's last.
  async rolls(runs) {
    const with_ = runs.filter((r) => r.samples?.length)
    const common = with_[0]?.samples.map((s) => s.epoch).find((e) => with_.every((r) => r.samples.some((s) => s.epoch === e)))
    const chosen = with_.map((r) => [r.run, r.samples.find((s) => common === undefined || s.epoch === common)])
    const shown = JSON.stringify(chosen.map(([run, s]) => [run.id, s.name]))
    if (shown === this.shown) return
    this.shown = shown
    byId('rolls').hidden = !chosen.length
    const items = []
    for (const [run, { name, epoch }] of chosen) {
      try {
        const key = `${run.id} ${name}`
        if (!this.pieces.has(key)) this.pieces.set(key, new Piece(await get(`/api/runs/${run.id}/samples/${encodeURIComponent(name)}`)))
        items.push(this.item(run, name, epoch, this.pieces.get(key)))
      } catch (error) { report(error.message) }
    }
    if (shown !== this.shown) return
    byId('roll-list').replaceChildren(...items.map((i) => i.li))
    for (const { paint } of items) paint()
  }

  item(run, name, epoch, piece) {
    const canvas = element('canvas', { role: 'img', 'aria-label': `Roll of ${name} of ${run.name}: ${piece.length} steps, ${piece.count()} notes` })
    const play = element('button', { type: 'button', 'aria-label': `Play ${name} of ${run.name}` }, 'Play')
    play.addEventListener('click', () => this.play(run, name))
    const paint = () => draw(canvas, piece)
    redrawn(canvas, paint)
    return { li: element('li', {}, canvas, element('p', { className: 'row' }, play, `${run.name}, epoch ${epoch}`)), paint }
  }
}
