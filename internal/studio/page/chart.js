// Curves of losses as SVG. They are drawn anew from all points; only the chart changes, so that nothing else on the page is disturbed.

import { element } from './dom.js'

const svg = (tag, attributes, ...children) => {
  const e = document.createElementNS('http://www.w3.org/2000/svg', tag)
  for (const [name, value] of Object.entries(attributes)) e.setAttribute(name, value)
  e.append(...children)
  return e
}

// ticks are about n round numbers from low to high.
function ticks(low, high, n) {
  const raw = (high - low) / n || 1
  const unit = 10 ** Math.floor(Math.log10(raw))
  const step = [1, 2, 5, 10].map((f) => f * unit).find((s) => s >= raw)
  const all = []
  for (let x = Math.ceil(low / step) * step; x <= high + step * 1e-9; x += step) all.push(+x.toPrecision(12))
  return all
}

// logTicks are the numbers 1, 2 and 5 times powers of ten from low to high.
function logTicks(low, high) {
  const all = []
  for (let unit = 10 ** Math.floor(Math.log10(low)); unit <= high; unit *= 10) all.push(...[1, 2, 5].map((f) => +(f * unit).toPrecision(3)))
  return all.filter((x) => low <= x && x <= high)
}

const bounds = (values) => values.reduce(([a, b], v) => [Math.min(a, v), Math.max(b, v)], [Infinity, -Infinity])

// draw puts the curves of runs {name, color, points: [{epoch, split, nll}], baseline} into a box.
export function draw(box, runs) {
  const w = Math.max(300, box.clientWidth), h = Math.min(420, Math.max(220, w * 0.4)), left = 56, bottom = 34, top = 8, right = 10
  const points = runs.flatMap((r) => r.points)
  let [x0, x1] = bounds(points.map((p) => p.epoch)), [y0, y1] = bounds(points.map((p) => p.nll))
  if (x1 <= x0) x1 = x0 + 1
  if (y1 <= y0) y1 = y0 + 1
  const log = y0 > 0 && y1 > 4 * y0, scale = log ? Math.log : (v) => v
  const x = (v) => left + (v - x0) / (x1 - x0) * (w - left - right), y = (v) => h - bottom - (scale(v) - scale(y0)) / (scale(y1) - scale(y0)) * (h - bottom - top)
  const picture = svg('svg', { viewBox: `0 0 ${w} ${h}`, width: w, height: h, role: 'img', 'aria-label': describe(runs) })
  for (const t of log ? logTicks(y0, y1) : ticks(y0, y1, 5)) {
    picture.append(svg('line', { x1: left, x2: w - right, y1: y(t), y2: y(t), class: 'grid' }), svg('text', { x: left - 6, y: y(t) + 4, 'text-anchor': 'end' }, String(t)))
  }
  for (const t of ticks(x0, x1, Math.max(2, w / 120))) picture.append(svg('text', { x: x(t), y: h - 14, 'text-anchor': 'middle' }, String(t)))
  for (const r of runs) {
    for (const split of ['train', 'valid']) {
      const line = r.points.filter((p) => p.split === split).map((p) => `${x(p.epoch).toFixed(1)},${y(p.nll).toFixed(1)}`)
      if (line.length === 1) picture.append(svg('circle', { cx: line[0].split(',')[0], cy: line[0].split(',')[1], r: 3, class: `dot ${r.color}` }))
      picture.append(svg('polyline', { points: line.join(' '), class: `curve ${split} ${r.color}` }))
    }
    if (r.baseline >= y0 && r.baseline <= y1) picture.append(svg('line', { x1: left, x2: w - right, y1: y(r.baseline), y2: y(r.baseline), class: `baseline ${r.color}` }))
  }
  box.replaceChildren(picture)
}

// last is the last loss of a split.
export const last = (points, split) => points.filter((p) => p.split === split).at(-1)

function describe(runs) {
  return runs.map((r) => {
    const p = last(r.points, 'valid') || last(r.points, 'train')
    return p ? `${r.name}: loss ${p.nll.toPrecision(4)} at epoch ${p.epoch}` : `${r.name}: no losses yet`
  }).join('; ')
}

// legendItem names the curve of a run.
export const legendItem = (r) => element('li', {}, element('span', { className: `swatch ${r.color}` }), r.name)
