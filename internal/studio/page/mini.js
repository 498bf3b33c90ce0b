// Draws a piece, or a part of it, as a small picture.

import { KEYS, SILENT, shade } from './piece.js'

// draw paints the steps from–to of a piece; of a variant, the steps outside of part are pale.
export function draw(canvas, piece, from = 0, to = piece.length, part = null) {
  const c = canvas.getContext('2d'), style = getComputedStyle(canvas), ratio = devicePixelRatio || 1
  const w = canvas.clientWidth || 240, h = canvas.clientHeight || 90
  canvas.width = w * ratio
  canvas.height = h * ratio
  c.setTransform(ratio, 0, 0, ratio, 0, 0)
  let low = KEYS, high = -1
  for (let t = from; t < to; t++) for (let k = 0; k < KEYS; k++) if (piece.cell(t, k) !== SILENT) { low = Math.min(low, k); high = Math.max(high, k) }
  if (high < 0) return
  low = Math.max(0, low - 2)
  high = Math.min(KEYS - 1, high + 2)
  const x = (t) => (t - from) * w / (to - from), row = h / (high - low + 1)
  c.fillStyle = style.getPropertyValue('--line')
  for (const [start] of piece.measures) if (start > from && start < to) c.fillRect(x(start), 0, 1, h)
  for (let t = from; t < to; t++) {
    const inside = !part || (t >= part.from && t < part.to)
    c.fillStyle = style.getPropertyValue(inside && t >= piece.given ? '--note' : '--given')
    for (let k = low; k <= high; k++) {
      if (piece.cell(t, k) === SILENT) continue
      const gap = piece.begins(t, k) && w / (to - from) > 2.5 ? 0.7 : 0
      c.globalAlpha = shade(piece.bin(t, k))
      c.fillRect(x(t) + gap, (high - k) * row, w / (to - from) - gap + 0.3, Math.max(1.5, row - 0.5))
    }
  }
}

// redrawn calls paint when the colours of the page change, as long as the canvas is on it.
export function redrawn(canvas, paint) {
  const dark = matchMedia('(prefers-color-scheme: dark)')
  const again = () => (canvas.isConnected ? paint() : dark.removeEventListener('change', again))
  dark.addEventListener('change', again)
}
