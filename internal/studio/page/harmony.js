// The settings of style, harmony and ending, as far as the chosen model keeps to them.

import { byId, element, setText } from './dom.js'

export class Harmony {
  constructor() {
    this.sliders = []
    for (const id of ['parallels', 'tonic', 'mode', 'chords']) byId(id).addEventListener('input', () => this.show())
  }

  // choose takes over the settings of a model.
  choose(model) {
    this.model = model
    byId('cadence-field').hidden = byId('harmony').hidden = !model.controlled
    byId('cadence').checked = model.cadence
    byId('parallels').value = model.parallels || 1
    const names = model.styles || []
    byId('style-field').hidden = !names.length
    this.sliders = names.map((name) => element('input', { type: 'range', min: 0, max: 1, step: 0.05, value: 0, name }))
    byId('styles').replaceChildren(...this.sliders.map((slider) => {
      slider.addEventListener('input', () => this.show())
      return element('label', { className: 'slider' }, element('span', {}, slider.name), slider, element('output', { 'aria-hidden': true }))
    }))
    this.show()
  }

  show() {
    const sum = this.sliders.reduce((all, s) => all + Number(s.value), 0)
    for (const s of this.sliders) {
      const share = sum ? `${Math.round(100 * s.value / sum)} %` : '–'
      s.setAttribute('aria-valuetext', share)
      setText(s.nextElementSibling, share)
    }
    const { scale, chords } = this.constraints
    byId('cadence').disabled = Boolean(scale || chords)
    setText(byId('cadence-note'), scale || chords ? 'With a scale or chords, the last chord is the ending.' : '')
    const set = [this.parallels && 'parallels', scale && 'scale', chords && 'chords'].filter(Boolean)
    setText(byId('harmony-title'), set.length ? `Harmony: ${set.join(', ')}` : 'Harmony')
  }

  get style() { return this.sliders.filter((s) => Number(s.value)).map((s) => `${s.name}=${s.value}`).join() }

  // parallels is 0 where the model's own setting stays.
  get parallels() {
    const weight = Number(byId('parallels').value)
    return this.model?.controlled && weight !== this.model.parallels ? weight : 0
  }

  get constraints() {
    if (!this.model?.controlled) return {}
    const tonic = byId('tonic').value
    return { scale: tonic && `${tonic} ${byId('mode').value}`, chords: byId('chords').value.trim() }
  }

  // revision are the settings for a part that is composed anew, composition those for a piece.
  get revision() { return { style: this.style, parallels: this.parallels } }
  get composition() { return { ...this.revision, ...this.constraints, cadence: byId('cadence').checked && !byId('cadence').disabled && this.model.controlled } }
}
