// The page to compose and to edit.

import { get, events, download } from './api.js'
import { byId, setText, report } from './dom.js'
import { Piece, LOWEST } from './piece.js'
import { Roll } from './roll.js'
import { render } from './markdown.js'

export class Composing {
  constructor(player) {
    this.player = player
    this.piece = null
    this.models = []
    this.form = byId('settings')
    this.roll = new Roll({ changed: () => this.changed(), toggle: () => this.toggle(), heard: (k) => player.sound(k) })
    player.region = () => (player.piece === this.roll.piece ? this.roll.selection : null)
    this.listen()
    this.changed()
  }

  listen() {
    this.form.addEventListener('submit', (event) => {
      event.preventDefault()
      this.start()
    })
    this.form.addEventListener('change', () => this.showFields())
    byId('model').addEventListener('change', () => this.choose())
    byId('cancel').addEventListener('click', () => this.abort?.abort())
    byId('next-seed').addEventListener('click', () => { byId('seed').value = Number(byId('seed').value) + 1 })
    byId('undo').addEventListener('click', () => this.roll.step('undo'))
    byId('redo').addEventListener('click', () => this.roll.step('redo'))
    byId('clear').addEventListener('click', () => this.roll.clear())
    byId('all').addEventListener('click', () => this.roll.selectAll())
    byId('copy').addEventListener('click', () => this.copy())
    for (const b of document.querySelectorAll('[data-transpose]')) b.addEventListener('click', () => this.roll.transpose(Number(b.dataset.transpose)))
    for (const b of document.querySelectorAll('[data-revise]')) b.addEventListener('click', () => this.revise(b.dataset.revise))
    for (const b of document.querySelectorAll('[data-format]')) b.addEventListener('click', () => this.save(b.dataset.format))
    const tools = [...document.querySelectorAll('[data-tool]')]
    for (const b of tools) {
      b.addEventListener('click', () => this.setTool(tools, b))
      b.addEventListener('keydown', (event) => {
        const by = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key]
        if (!by) return
        event.preventDefault()
        const other = tools[(tools.indexOf(b) + by + tools.length) % tools.length]
        this.setTool(tools, other)
        other.focus()
      })
    }
    this.setTool(tools, tools[0])
  }

  setTool(tools, chosen) {
    for (const b of tools) {
      b.setAttribute('aria-checked', b === chosen)
      b.tabIndex = b === chosen ? 0 : -1
    }
    this.roll.tool = chosen.dataset.tool
  }

  // setRuns takes the list of runs; the choice stays as it is.
  setRuns(runs) {
    const models = runs.filter((r) => r.composes)
    const select = byId('model'), chosen = select.value
    const same = models.length === this.models.length && models.every((m, i) => m.id === this.models[i].id && m.name === this.models[i].name)
    this.models = models
    if (same) return
    select.replaceChildren(...models.map((m) => new Option(m.name, m.id)))
    const preferred = models.find((m) => m.id === chosen) || models.find((m) => m.dir.endsWith('chorales')) || models[0]
    if (!preferred) return setText(byId('status'), 'There is no model to compose with yet. Train one, or start the studio where the folder models is.')
    select.value = preferred.id
    if (preferred.id !== chosen) this.choose()
  }

  get model() { return this.models.find((m) => m.id === byId('model').value) }

  // choose takes over the settings of a model.
  async choose() {
    const { model, id } = this.model
    byId('steps').value = Math.min(model.steps || 128, 4096)
    byId('temperature').value = model.temperature || 1
    byId('primer-steps').value = Math.max(16, model.primerSteps || 1)
    if (!this.piece) byId('tempo').value = model.tempo || 120
    setText(byId('status'), model.problem || '')
    const primers = this.form.elements.primer
    primers.value = model.primer === 'random' && model.training ? 'silence' : model.primer || 'silence'
    this.showFields()
    try {
      const card = await get(`/api/runs/${id}/card`)
      if (this.model.id !== id) return
      const facts = [card.model, card.parameters ? `${card.parameters.toLocaleString('en')} parameters` : ''].filter(Boolean).join('; ')
      byId('card-text').replaceChildren(...render(`${facts}\n\n${card.text}`))
    } catch (error) { report(error.message) }
  }

  showFields() {
    const { primer } = this.form.elements
    const training = this.model?.model.training, random = [...primer].find((r) => r.value === 'random'), piece = [...primer].find((r) => r.value === 'piece')
    random.disabled = Boolean(training)
    piece.disabled = !this.piece?.length || this.piece.growing
    setText(byId('primer-note'), training ? `Training pieces cannot be used: ${training}.` : '')
    byId('primer-steps-field').hidden = !['starter', 'random'].includes(primer.value)
    byId('file-field').hidden = primer.value !== 'file'
    const quarters = Number(byId('steps').value) / (this.model?.model.stepsPerQuarter || 4)
    setText(byId('steps-note'), `${+quarters.toFixed(2)} quarter notes, ${+(quarters / 4).toFixed(2)} bars of 4/4`)
  }

  async settings() {
    const value = (id) => Number(byId(id).value)
    const primer = { kind: this.form.elements.primer.value, steps: value('primer-steps') }
    if (primer.kind === 'file') {
      const file = byId('file').files[0]
      if (!file) throw new Error('Choose a file to begin with.')
      if (file.size > 16 << 20) throw new Error(`${file.name} has ${file.size} bytes; a file may have ${16 << 20}.`)
      primer.name = file.name
      primer.data = await base64(file)
    }
    if (primer.kind === 'piece') primer.piece = this.piece.json(this.roll.selection?.to)
    return { run: this.model.id, steps: value('steps'), temperature: value('temperature'), tempo: value('tempo'), seed: value('seed'), primer }
  }

  // perform does a job on the server, one at a time. It can be cancelled.
  async perform(what, settings, begun, cancelled) {
    if (!this.model || this.abort) return
    this.abort = new AbortController()
    byId('cancel').hidden = false
    byId('start').disabled = true
    this.changed()
    report('')
    setText(byId('status'), begun)
    try {
      for await (const { name, data } of events(what, await settings(), this.abort.signal)) this.receive(name, data)
      if (this.piece?.growing) throw new Error('The studio ended the composition early.')
    } catch (error) {
      setText(byId('status'), error.name === 'AbortError' ? cancelled : `Not composed: ${error.message}`)
    }
    this.abort = null
    byId('cancel').hidden = true
    byId('start').disabled = false
    if (this.piece?.growing) {
      this.piece.growing = false
      this.piece.steps = this.piece.length
      this.roll.layout()
    }
    this.changed()
  }

  start() {
    return this.perform('compose', () => this.settings(), 'Loading the model …', 'Cancelled; what was composed stays.')
  }

  // revise composes the selection anew, or all but a voice in the bars of the selection. Each time the seed goes on by one, for another result.
  revise(voice) {
    const { from, to, low, high } = this.roll.region
    return this.perform('recompose', () => {
      const seed = Number(byId('seed').value) + 1
      byId('seed').value = seed
      return { run: this.model.id, temperature: Number(byId('temperature').value), seed, piece: this.piece.json(), from, to, low: low + LOWEST, high: high + LOWEST, voice }
    }, 'Composing anew; several pieces are tried side by side, which takes a while …', 'Cancelled; the piece is as it was.')
  }

  receive(name, data) {
    switch (name) {
      case 'queued': return setText(byId('status'), `Waiting: ${data.ahead} before this piece.`)
      case 'start': return this.begin(data)
      case 'revised': {
        const before = this.piece.count()
        this.roll.replace(data.frames)
        return setText(byId('status'), `Done: ${before} notes before, ${this.piece.count()} now. Undo brings back what was there.`)
      }
      case 'steps':
        this.piece.put(data.at, data.frames)
        setText(byId('status'), 'Composing …')
        byId('status').dataset.steps = this.piece.length
        this.roll.draw()
        if (!this.player.playing) this.roll.follow(this.piece.length)
        return this.player.changed()
      case 'done':
        this.piece.growing = false
        return setText(byId('status'), `Done: ${this.piece.length - this.piece.given} steps, ${this.piece.count()} notes.`)
      case 'error': throw new Error(data.message)
    }
  }

  begin({ piece, steps, command, warnings }) {
    this.piece = new Piece(piece, piece.frames.length + steps)
    this.piece.growing = true
    byId('tempo').value = +piece.tempo.toFixed(2)
    this.roll.load(this.piece)
    this.player.load(this.piece, piece.title)
    if (matchMedia('(max-width: 760px)').matches) byId('work').scrollIntoView()
    byId('command-box').hidden = !command
    setText(byId('command'), command)
    if (warnings?.length) report(warnings.join(' '))
    this.changed()
  }

  // open takes a piece from elsewhere into the roll.
  open(piece) {
    if (this.abort) return
    this.piece = piece
    this.roll.load(piece)
    byId('command-box').hidden = true
    setText(byId('status'), '')
    this.changed()
  }

  // changed shows what the piece has become.
  changed() {
    const p = this.piece, ready = Boolean(p?.length) && !p.growing && !this.abort
    this.roll.busy = Boolean(this.abort) // what is being recomposed must not change meanwhile
    byId('undo').disabled = !ready || !p.past.length
    byId('redo').disabled = !ready || !p.future.length
    for (const b of document.querySelectorAll('[data-transpose], [data-format], [data-revise], #clear, #all')) b.disabled = !ready
    setText(byId('roll-summary'), p ? `${p.title}: ${p.length} steps, ${p.bar(Math.max(p.length - 1, 0))} bars, ${p.count()} notes` : 'Nothing is composed yet.')
    setText(byId('command-label'), p?.edited ? 'This command composes the piece as it was before you edited it:' : 'This command composes the same piece:')
    this.showFields()
    this.roll.draw()
    this.player.changed()
  }

  toggle() {
    if (this.player.piece !== this.piece && this.piece) this.player.load(this.piece, this.piece.title)
    if (this.player.playing) this.player.pause()
    else this.player.play()
  }

  async save(format) {
    try {
      report('')
      const url = URL.createObjectURL(await download(this.piece.json(), format))
      const link = Object.assign(document.createElement('a'), { href: url, download: `${this.piece.title.replace(/[^\p{L}\p{N}]+/gu, '-') || 'piece'}.${format}` })
      link.click()
      setTimeout(() => URL.revokeObjectURL(url), 60000)
    } catch (error) { report(error.message) }
  }

  async copy() {
    try {
      await navigator.clipboard.writeText(byId('command').textContent)
      setText(byId('status'), 'The command is on the clipboard.')
    } catch {
      getSelection().selectAllChildren(byId('command'))
      setText(byId('status'), 'The command is selected; copy it with Ctrl+C.')
    }
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
