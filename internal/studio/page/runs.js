// The page of runs: a list that follows the training, curves that grow, and samples to play. Only what has changed is changed on the page: a sample goes on
// playing, and what has the focus keeps it.

import { get } from './api.js'
import { byId, element, report, setText } from './dom.js'
import { Piece } from './piece.js'
import { draw, legendItem } from './chart.js'
import { Comparison } from './comparison.js'

const colors = ['c1', 'c2', 'c3', 'c4', 'c5', 'c6']

function age(seconds) {
  for (const [size, unit] of [[86400, 'd'], [3600, 'h'], [60, 'min']]) if (seconds >= size) return `${Math.floor(seconds / size)} ${unit} ago`
  return 'just now'
}

export class Runs {
  // open takes a piece into the editor.
  constructor(player, open) {
    this.player = player
    this.open = open
    this.rows = new Map() // by identifier
    this.shown = new Map() // {run, color, points, next, samples, box}
    this.comparison = new Comparison((run, name) => this.play(run, name))
    new ResizeObserver(() => this.drawCurves()).observe(byId('run-details'))
  }

  setRuns({ runs, problems, empty }) {
    byId('runs-empty').hidden = !empty.length
    setText(byId('runs-empty-where'), runs.length ? `The folder ${empty.join(' and the folder ')} has no runs yet.` : 'There are no runs yet.')
    byId('runs-list').hidden = !runs.length
    const list = byId('runs-problems')
    if (list.dataset.text !== problems.join('\n')) {
      list.dataset.text = problems.join('\n')
      list.replaceChildren(...problems.map((p) => element('li', {}, p)))
    }
    const body = byId('runs-table').tBodies[0]
    for (const [id, row] of this.rows) {
      if (runs.some((r) => r.id === id)) continue
      row.tr.remove()
      this.rows.delete(id)
      this.hide(id)
    }
    runs.forEach((run, i) => {
      const row = this.rows.get(run.id) || this.addRow(run)
      row.box.setAttribute('aria-label', `Show ${run.name}`)
      setText(row.name, run.name)
      setText(row.status, run.status)
      row.status.className = `status ${run.status}`
      setText(row.epoch, run.epochs ? `${run.epoch} of ${run.epochs}` : String(run.epoch))
      setText(row.best, run.best ? run.best.nll.toPrecision(4) : '–')
      setText(row.age, age(run.age))
      if (body.rows[i] !== row.tr) body.insertBefore(row.tr, body.rows[i] || null)
      const shown = this.shown.get(run.id)
      if (shown) shown.run = run
    })
    if (!this.shown.size && runs.length && !this.touched) {
      const all = location.hash === '#runs/all', first = runs.find((r) => r.status === 'running') || runs[0]
      for (const run of all ? runs.slice(0, colors.length) : [first]) {
        this.rows.get(run.id).box.checked = true
        this.show(run)
      }
    }
  }

  addRow(run) {
    const box = element('input', { type: 'checkbox' })
    const [name, status, epoch, best, when] = ['th', 'td', 'td', 'td', 'td'].map((tag) => element(tag, tag === 'th' ? { scope: 'row' } : {}))
    const tr = element('tr', {}, element('td', {}, box), name, status, epoch, best, when)
    box.addEventListener('change', () => {
      this.touched = true
      if (!box.checked) this.hide(run.id)
      else if (!this.show(run)) {
        box.checked = false
        report(`At most ${colors.length} runs are shown at a time.`)
      }
    })
    const row = { tr, box, name, status, epoch, best, age: when }
    this.rows.set(run.id, row)
    return row
  }

  show(run) {
    const used = [...this.shown.values()].map((s) => s.color)
    const color = colors.find((c) => !used.includes(c))
    if (!color) return false
    const box = element('section', { 'aria-label': `Samples of ${run.name}` })
    byId('samples').append(box)
    this.shown.set(run.id, { run, color, points: [], next: 0, samples: null, box })
    this.follow(run.id).then(() => this.comparison.update([...this.shown.values()]))
    return true
  }

  hide(id) {
    this.shown.get(id)?.box.remove()
    this.shown.delete(id)
    this.drawCurves()
    this.comparison.update([...this.shown.values()])
  }

  // update fetches what is new of the runs that are shown.
  async update() {
    await Promise.all([...this.shown.keys()].map((id) => this.follow(id)))
    await this.comparison.update([...this.shown.values()])
  }

  async follow(id) {
    const shown = this.shown.get(id)
    try {
      const news = await get(`/api/runs/${id}/metrics?from=${shown.next}`)
      if (this.shown.get(id) !== shown) return
      if (news.points.length || news.from < shown.next) {
        shown.points = [...(news.from ? shown.points : []), ...news.points]
        shown.next = news.next
        this.drawCurves()
      }
      this.setSamples(shown, await get(`/api/runs/${id}/samples`))
    } catch (error) { report(error.message) }
  }

  drawCurves() {
    const runs = [...this.shown.values()].filter((s) => s.points.length).map((s) => ({ name: s.run.name, color: s.color, points: s.points, baseline: s.run.baseline }))
    byId('curves').hidden = !runs.length
    if (!runs.length || byId('runs').hidden) return
    draw(byId('chart'), runs)
    const legend = byId('legend'), names = runs.map((r) => r.name + r.color).join()
    if (legend.dataset.names !== names) {
      legend.dataset.names = names
      legend.replaceChildren(...runs.map(legendItem))
    }
  }

  setSamples(shown, samples) {
    const before = new Set((shown.samples || []).map((s) => s.name))
    if (shown.samples && samples.length === before.size && samples.every((s) => before.has(s.name))) return
    shown.samples = samples
    const items = samples.slice(0, 200).map(({ name, epoch }) => {
      const play = element('button', { type: 'button', 'aria-label': `Play ${name} of ${shown.run.name}` }, 'Play')
      const edit = element('button', { type: 'button', 'aria-label': `Open in the roll: ${name} of ${shown.run.name}` }, 'Open in the roll')
      play.addEventListener('click', () => this.play(shown.run, name))
      edit.addEventListener('click', () => this.take(shown.run, name, this.open))
      return element('li', {}, play, ' ', edit, ` epoch ${epoch}, ${name.split('-').pop()}`)
    })
    const focused = shown.box.contains(document.activeElement) && document.activeElement.getAttribute('aria-label')
    shown.box.replaceChildren(element('h3', {}, `Samples of ${shown.run.name}`), samples.length ? element('ul', {}, ...items) : element('p', { className: 'note' }, 'No samples yet.'))
    if (focused) [...shown.box.querySelectorAll('button')].find((b) => b.getAttribute('aria-label') === focused)?.focus()
  }

  play(run, name) {
    return this.take(run, name, (piece) => {
      this.player.load(piece, piece.title)
      this.player.play()
    })
  }

  async take(run, name, use) {
    try {
      report('')
      use(new Piece(await get(`/api/runs/${run.id}/samples/${encodeURIComponent(name)}`)))
    } catch (error) { report(error.message) }
  }
}
