// The form: which model composes, what a piece begins with, and how it is composed.

import { get } from './api.js'
import { byId, setText, report } from './dom.js'
import { Harmony } from './harmony.js'
import { render } from './markdown.js'

export const noModel = 'There is no model to compose with yet. Start the studio in the folder of the program, where the folder models is, or train a model: see Runs.'
const counted = (n, unit) => `${+n.toFixed(2)} ${unit}${n === 1 ? '' : 's'}`
const value = (id) => Number(byId(id).value)

export class Settings {
  // chosen is called when another model is chosen.
  constructor(chosen) {
    this.chosen = chosen
    this.models = null // until the list is there
    this.harmony = new Harmony()
    this.primer = byId('primer')
    byId('model').addEventListener('change', () => this.choose())
    byId('next-seed').addEventListener('click', () => { byId('seed').value = value('seed') + 1 })
    this.listStarters()
  }

  async listStarters() {
    try {
      const title = (name) => name[0].toUpperCase() + name.slice(1).replaceAll('-', ' ')
      byId('starter').append(...(await get('/api/starters')).map((name) => new Option(title(name), name)))
    } catch (error) { report(error.message) }
  }

  // setModels takes the list of models; the choice stays as it is.
  setModels(models) {
    const select = byId('model'), chosen = select.value
    const same = this.models && models.length === this.models.length && models.every((m, i) => m.id === this.models[i].id && m.name === this.models[i].name)
    this.models = models
    if (same) return
    select.replaceChildren(...models.map((m) => new Option(m.name, m.id)))
    const preferred = models.find((m) => m.id === chosen) || models.find((m) => m.dir.endsWith('chorales')) || models[0]
    if (!preferred) return setText(byId('status'), noModel)
    select.value = preferred.id
    if (preferred.id !== chosen) this.choose()
  }

  get run() { return this.models?.find((m) => m.id === byId('model').value) }

  // choose takes over the settings of a model.
  async choose() {
    const { model, id } = this.run
    byId('steps').value = Math.min(model.steps || 128, 4096)
    byId('temperature').value = model.temperature || 1
    byId('primer-steps').value = Math.max(16, model.primerSteps || 1)
    this.harmony.choose(model)
    setText(byId('status'), model.problem || '')
    if (this.primer.value !== 'notes') this.primer.value = model.primer === 'random' && model.training ? 'silence' : model.primer || 'silence'
    this.chosen(model)
    try {
      const card = await get(`/api/runs/${id}/card`)
      if (this.run.id !== id) return
      const facts = [card.model, card.parameters ? `${card.parameters.toLocaleString('en')} parameters` : ''].filter(Boolean).join('; ')
      byId('card-text').replaceChildren(...render(`${facts}\n\n${card.text}`))
    } catch (error) { report(error.message) }
  }

  // show shows the fields that the chosen beginning needs; piece is the one in the roll.
  show(piece) {
    const { primer, run } = this, option = (name) => [...primer.options].find((o) => o.value === name), training = run?.model.training
    option('random').disabled = Boolean(training)
    option('piece').disabled = !piece?.length || piece.growing
    setText(byId('primer-note'), training ? `Training pieces cannot be used: ${training}.` : '')
    byId('primer-steps-field').hidden = !['starter', 'random'].includes(primer.value)
    byId('starter-field').hidden = primer.value !== 'starter'
    byId('file-field').hidden = primer.value !== 'file'
    byId('entry').hidden = primer.value !== 'notes'
    const chosen = ['file', 'notes', 'piece'].includes(primer.value) || primer.value === 'starter' && byId('starter').value
    byId('adapt-field').hidden = !(chosen && run?.model.controlled)
    const quarters = value('steps') / (run?.model.stepsPerQuarter || 4)
    setText(byId('steps-note'), `${counted(quarters, 'quarter note')}, ${counted(quarters / 4, 'measure')} of 4/4`)
  }

  // composition are the settings of a piece; beginning returns that in the roll, entered those that were entered.
  async composition(beginning, entered) {
    const primer = { kind: this.primer.value, steps: value('primer-steps') }
    if (primer.kind === 'starter') primer.name = byId('starter').value
    if (primer.kind === 'notes') {
      primer.piece = entered()
      if (!primer.piece) throw new Error('Enter some notes to begin with.')
    }
    if (primer.kind === 'file') {
      primer.steps = 0
      const file = byId('file').files[0]
      if (!file) throw new Error('Choose a file to begin with.')
      if (file.size > 16 << 20) throw new Error(`${file.name} has ${file.size} bytes; a file may have ${16 << 20}.`)
      primer.name = file.name
      primer.data = await base64(file)
    }
    if (primer.kind === 'piece') primer.piece = beginning()
    return { run: this.run.id, steps: value('steps'), temperature: value('temperature'), tempo: value('tempo'), seed: value('seed'), primer,
      adapt: byId('adapt').checked && !byId('adapt-field').hidden, ...this.harmony.composition }
  }

  // revision are the settings of variants of a part. Each time the seed goes on, for other results.
  revision(variants) {
    const seed = value('seed') + 1
    byId('seed').value = seed + variants - 1
    return { run: this.run.id, temperature: value('temperature'), seed, variants, ...this.harmony.revision }
  }
}

function base64(file) {
  return new Promise((resolve, reject) => {
    const reader = new FileReader()
    reader.onload = () => resolve(reader.result.slice(reader.result.indexOf(',') + 1))
    reader.onerror = () => reject(reader.error)
    reader.readAsDataURL(file)
  })
}
