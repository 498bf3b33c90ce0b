// The page to compose and to edit.

import { events, download } from './api.js'
import { byId, setText, report } from './dom.js'
import { Entry } from './entry.js'
import { Expected } from './expected.js'
import { Kept } from './kept.js'
import { Piece, KEYS, LOWEST, SILENT } from './piece.js'
import { Roll } from './roll.js'
import { Score } from './score.js'
import { Settings, noModel } from './settings.js'
import { Variants } from './variants.js'

export class Composing {
  constructor(player) {
    this.player = player
    this.piece = null
    this.form = byId('settings')
    this.roll = new Roll({ changed: () => this.changed(), toggle: () => this.toggle(), heard: (k) => player.sound(k) })
    player.region = () => (player.piece === this.roll.piece ? this.roll.selection : null)
    this.entry = new Entry(this.roll, (piece) => this.show(piece), () => this.roll.editable && this.piece === this.entry.sketch && !byId('compose').hidden)
    this.settings = new Settings((model) => this.chosen(model))
    this.expected = new Expected(this.roll, () => ({ run: this.settings.run?.id, style: this.settings.harmony.style }))
    this.score = new Score(this.roll)
    this.kept = new Kept((piece) => this.show(piece))
    this.variants = new Variants({
      listen: (piece, from) => {
        player.load(piece, `${piece.title}, a variant`)
        player.seek(from)
        player.play()
      },
      use: (variant) => this.use(variant),
    })
    this.roll.voice = (t) => this.lockedKey(t)
    this.listen()
    this.changed()
  }

  listen() {
    this.form.addEventListener('submit', (event) => {
      event.preventDefault()
      this.start()
    })
    this.form.addEventListener('change', (event) => {
      if (event.target.name === 'primer') this.enter()
      this.settings.show(this.piece)
      this.expected.update()
    })
    byId('cancel').addEventListener('click', () => this.abort?.abort())
    byId('undo').addEventListener('click', () => this.roll.step('undo'))
    byId('redo').addEventListener('click', () => this.roll.step('redo'))
    byId('clear').addEventListener('click', () => this.roll.clear())
    byId('all').addEventListener('click', () => this.roll.selectAll())
    byId('copy').addEventListener('click', () => this.copy())
    byId('keep').addEventListener('click', () => this.keep())
    for (const id of ['voice', 'show-voice']) byId(id).addEventListener('change', () => this.roll.draw())
    for (const b of document.querySelectorAll('[data-transpose]')) b.addEventListener('click', () => this.roll.transpose(Number(b.dataset.transpose)))
    for (const b of document.querySelectorAll('[data-strike]')) b.addEventListener('click', () => this.roll.strike(Number(b.dataset.strike)))
    for (const b of document.querySelectorAll('[data-revise]')) b.addEventListener('click', () => this.revise(b.dataset.revise === 'voice' ? byId('voice').value : ''))
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

  // chosen takes over what the page around the form needs of another model.
  chosen(model) {
    if (!this.piece) byId('tempo').value = model.tempo || 120
    this.enter()
    this.expected.update()
    this.settings.show(this.piece)
  }

  // enter opens the notes that were entered, where a piece is to begin with them.
  enter() {
    const { run, primer } = this.settings
    if (primer.value === 'notes' && run && !this.abort) this.entry.begin(run.model)
  }

  // perform does a job on the server, one at a time. It can be cancelled.
  async perform(what, settings, begun, cancelled) {
    if (this.abort) return
    if (!this.settings.run) return report(noModel)
    this.abort = new AbortController()
    const pressed = document.activeElement // a button that is disabled loses the focus
    byId('cancel').hidden = false
    byId('start').disabled = true
    this.changed()
    report('')
    setText(byId('status'), begun)
    this.outcome = '' // is said when the buttons can be pressed again
    try {
      this.asked = await settings()
      for await (const { name, data } of events(what, this.asked, this.abort.signal)) this.receive(name, data)
      if (!this.outcome) throw new Error('The studio ended the composition early.')
    } catch (error) {
      this.outcome = error.name === 'AbortError' ? cancelled : `Not composed: ${error.message}`
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
    if (document.activeElement === document.body) pressed?.focus({ preventScroll: true })
    setText(byId('status'), this.outcome)
  }

  start() {
    const { scale, chords } = this.settings.harmony.constraints
    if (byId('at-once').checked) this.player.open()
    return this.perform('compose', () => this.settings.composition(() => this.piece.json(this.roll.selection?.to), () => this.entry.json()),
      scale || chords ? 'Composing; several pieces are tried side by side, and the best is shown at the end …' : 'Loading the model …', 'Cancelled; what was composed stays.')
  }

  // revise composes the selection anew, or all but a voice in the measures of the selection.
  revise(voice) {
    const { from, to, low, high } = this.roll.region, variants = Number(byId('variant-count').value)
    this.player.pause()
    return this.perform('recompose', () => ({ ...this.settings.revision(variants), piece: this.piece.json(), from, to, low: low + LOWEST, high: high + LOWEST, voice }), 'Composing anew; several pieces are tried side by side, which takes a while …', 'Cancelled; the piece is as it was.')
  }

  // use takes a variant into the roll.
  use(variant) {
    if (this.abort) return
    const made = variant.seed === null ? this.before : { request: { recompose: { ...this.asked, seed: variant.seed, variants: 1 } }, command: '' }
    this.roll.replace(variant.piece.frames, made)
  }

  // lockedKey is the key that harmonizing keeps in a step, −1 for none.
  lockedKey(t) {
    const p = this.piece, voice = byId('voice').value, keys = []
    if (!byId('show-voice').checked || !p || t >= p.length) return -1
    for (let k = KEYS - 1; k >= 0; k--) if (p.cell(t, k) !== SILENT) keys.push(k)
    return (voice === 'bottom' ? keys.at(-1) : keys[Number(voice) - 1]) ?? -1
  }

  receive(name, data) {
    switch (name) {
      case 'queued': return setText(byId('status'), `Waiting: ${data.ahead} before this piece.`)
      case 'start': return this.begin(data)
      case 'before':
        this.before = this.piece.made
        this.count = 0
        return this.variants.begin(this.piece, { from: this.asked.from, to: this.asked.to }, data.nats)
      case 'variant':
        this.count++
        if (this.asked.variants === 1) this.single = data
        else this.variants.add(data)
        return setText(byId('status'), `Composed ${this.count} of ${this.asked.variants} …`)
      case 'steps':
        this.piece.put(data.at, data.frames)
        setText(byId('status'), 'Composing …')
        byId('status').dataset.steps = this.piece.length
        this.roll.draw()
        if (!this.player.playing) this.roll.follow(this.piece.length)
        this.player.prepare(data.at)
        return this.player.changed()
      case 'done':
        if (this.count) return this.revised()
        this.piece.growing = false
        this.outcome = `Done: ${this.piece.length - this.piece.given} steps, ${this.piece.count()} notes.`
        return
      case 'error': throw new Error(data.message)
    }
  }

  // revised takes a single variant at once; of several the user chooses.
  revised() {
    const { variants } = this.asked
    this.count = 0
    if (variants > 1) {
      this.outcome = `Done: ${variants} variants, below the roll. The piece stays as it is until you use one.`
      byId('variants').scrollIntoView({ block: 'nearest' })
      return
    }
    const before = this.piece.count(), variant = this.single
    this.variants.close()
    this.roll.replace(variant.piece.frames, { request: { recompose: this.asked }, command: '' })
    this.outcome = `Done: ${before} notes before, ${this.piece.count()} now. Undo brings back what was there.`
  }

  begin({ piece, steps, command, warnings }) {
    this.count = 0
    this.piece = new Piece(piece, piece.frames.length + steps)
    this.piece.growing = true
    this.piece.made = { request: { compose: this.asked }, command }
    byId('tempo').value = +piece.tempo.toFixed(2)
    this.roll.load(this.piece)
    this.player.load(this.piece, piece.title)
    if (byId('at-once').checked) this.player.play()
    if (matchMedia('(max-width: 760px)').matches) byId('work').scrollIntoView()
    if (warnings?.length) report(warnings.join(' '))
    this.changed()
  }

  // show takes a piece from elsewhere into the roll.
  show(piece) {
    if (this.abort) return
    this.piece = piece
    this.roll.load(piece)
    this.player.load(piece, piece.title)
    setText(byId('status'), '')
    this.changed()
  }

  // changed shows what the piece has become.
  changed() {
    const p = this.piece, ready = Boolean(p?.length) && !p.growing && !this.abort
    this.roll.busy = Boolean(this.abort) // what is being recomposed must not change meanwhile
    byId('undo').disabled = !ready || !p.past.length
    byId('redo').disabled = !ready || !p.future.length
    for (const b of document.querySelectorAll('[data-transpose], [data-strike], [data-format], [data-revise], #clear, #all, #keep')) b.disabled = !ready
    byId('velocity').hidden = !p?.articulated // others have no onsets that could have one
    setText(byId('roll-summary'), p ? `${p.title}: ${p.length} steps, ${p.bar(Math.max(p.length - 1, 0))} measures, ${p.count()} notes` : 'Nothing is composed yet.')
    this.showCommand()
    this.variants.changed(p)
    this.expected.update()
    this.score.update()
    this.settings.show(p)
    this.roll.draw()
    this.player.changed()
  }

  // showCommand shows how the piece can be composed again.
  showCommand() {
    const p = this.piece, command = p?.kept ? p.kept.command : p?.made?.command
    const label = (p?.kept ? `Kept in ${p.kept.dir}. ` : '') + (command
      ? (p.edited ? 'This command composes the piece as it was before you edited it:' : 'This command composes the same piece:') + (p.kept || !command.includes(' -prompt ') ? '' : ' (Keep writes the file that it begins with.)')
      : p?.kept ? 'No command composes it.' : p?.made ? 'Keep the piece for a command that composes it again.' : '')
    byId('command-box').hidden = !label
    byId('command-row').hidden = !command
    setText(byId('command-label'), label)
    setText(byId('command'), command || '')
  }

  async keep() {
    try {
      report('')
      await this.kept.keep(this.piece)
      setText(byId('status'), `Kept in ${this.piece.kept?.dir}.`)
      this.changed()
    } catch (error) { report(error.message) }
  }

  // unsaved tells whether edits would be lost with the page.
  get unsaved() { return this.piece?.saved === false }

  toggle() {
    if (this.player.piece !== this.piece && this.piece) this.player.load(this.piece, this.piece.title)
    if (this.player.playing) this.player.pause()
    else this.player.play()
  }

  async save(format) {
    try {
      report('')
      const url = URL.createObjectURL(await download(this.piece.json(), format))
      if (format === 'mid' || format === 'musicxml') this.piece.saved = true
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
