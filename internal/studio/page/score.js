// The piece as sheet music. OpenSheetMusicDisplay draws the MusicXML that can be downloaded; it is loaded when the score is first opened.

import { download } from './api.js'
import { byId, element, report, setText } from './dom.js'

const delay = 500 // ms after the last edit
const mostBars = 64 // that are drawn: more take long

let library = null
const load = () => library ||= new Promise((done, failed) => {
  const script = element('script', { src: '/score/opensheetmusicdisplay.min.js' })
  script.addEventListener('load', () => done(window.opensheetmusicdisplay.OpenSheetMusicDisplay))
  script.addEventListener('error', () => {
    library = null
    failed(new Error('the studio does not answer'))
  })
  document.head.append(script)
})

export class Score {
  constructor(roll) {
    this.roll = roll
    this.box = byId('score-box')
    this.sheet = byId('sheet')
    this.places = [] // of the playhead: {at, x, y, height}, at in quarter notes
    this.box.addEventListener('toggle', () => this.update(0))
    new ResizeObserver(() => this.update()).observe(byId('score'))
  }

  // update draws the piece if the score is open, the piece rests and it is not the one that is drawn.
  update(wait = delay) {
    const { piece } = this.roll
    clearTimeout(this.timer)
    const width = byId('score').clientWidth // 0 on another page
    if (!this.box.open || !width || !piece?.length || piece.growing) return
    const state = `${piece.version} ${width}`
    if (this.state !== state || this.of !== piece) this.timer = setTimeout(() => this.draw(piece, state), wait)
  }

  async draw(piece, state) {
    this.state = state
    this.of = piece
    setText(byId('score-note'), 'Drawing the score …')
    try {
      const end = Math.min(piece.measures[mostBars]?.[0] ?? piece.length, piece.length)
      const [Display, file] = await Promise.all([load(), download(piece.json(end), 'musicxml')])
      const xml = await file.text()
      if (this.state !== state || this.of !== piece) return
      this.sheet.replaceChildren()
      const display = new Display(this.sheet, { autoResize: false, backend: 'svg', drawTitle: false, drawPartNames: false, drawingParameters: 'compact' })
      await display.load(xml)
      display.zoom = Math.max(0.6, Math.min(byId('score').clientWidth / 900, 1.4))
      display.render()
      this.places = places(display)
      this.sheet.setAttribute('aria-label', `${piece.title}: ${piece.bar(end - 1)} measures on two staves`)
      setText(byId('score-note'), end < piece.length ? `The first ${mostBars} measures; the MusicXML file has all.` : '')
    } catch (error) {
      this.state = ''
      setText(byId('score-note'), '')
      report(`No score: ${error.message}`)
    }
    this.follow(this.at || 0)
  }

  // follow marks a step.
  follow(step) {
    this.at = step
    const mark = byId('score-mark'), piece = this.roll.piece
    const place = this.box.open && piece === this.of && this.places.findLast((p) => p.at <= step / piece.stepsPerQuarter + 1e-6)
    mark.hidden = !place
    if (!place || place === this.shown) return
    this.shown = place
    Object.assign(mark.style, { left: `${place.x}px`, top: `${place.y}px`, height: `${place.height}px` })
    const box = byId('score')
    if (place.y < box.scrollTop || place.y + place.height > box.scrollTop + box.clientHeight) box.scrollTop = place.y - 10
  }
}

// places are where the notes and rests of a drawn score stand, by time.
function places(display) {
  const scale = 10 * display.zoom, all = []
  for (const staves of display.GraphicSheet.MeasureList) {
    for (const measure of staves) {
      const system = measure?.ParentMusicSystem?.PositionAndShape
      if (!system) continue
      for (const entry of measure.staffEntries) {
        all.push({ at: 4 * entry.getAbsoluteTimestamp().RealValue, x: scale * entry.PositionAndShape.AbsolutePosition.x, y: scale * (system.AbsolutePosition.y + system.BorderTop),
          height: scale * (system.BorderBottom - system.BorderTop) })
      }
    }
  }
  return all.sort((a, b) => a.at - b.at)
}
