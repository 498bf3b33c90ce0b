// Leads a listener through a study. What was answered decides which page comes next, so a page that is loaded again goes on where it was.

import { byId, element, paragraphs, report, showPage } from './dom.js'
import { Clip } from './clip.js'
import { openStore } from './store.js'
import { asked, options, rating } from './questions.js'

const mostAttempts = 3 // at the sound check

let store, study, records

// formPage shows a form whose button sends a record; record() may throw what the listener has to do first.
function formPage(title, nodes, button, record) {
  const submit = element('button', { className: 'primary' }, button)
  const form = element('form', {}, ...nodes, element('p', { className: 'actions' }, submit))
  form.addEventListener('submit', async (event) => {
    event.preventDefault()
    report('')
    submit.disabled = true
    try {
      records.push(await store.add(record()))
      next()
    } catch (error) {
      report(error.message)
      submit.disabled = false
    }
  })
  showPage(element('h1', {}, title), form)
}

const of = (kind) => records.filter((r) => r.kind === kind)

function showProgress(done, all, unit) {
  const line = byId('progress')
  line.hidden = done === undefined
  if (!line.hidden) line.replaceChildren(`${unit} ${done + 1} of ${all}`, element('progress', { max: all, value: done, 'aria-label': `${done} of ${all} answered` }))
}

function welcome() {
  const begin = element('button', { type: 'button', className: 'primary' }, 'Begin')
  begin.addEventListener('click', async () => {
    begin.disabled = true
    await start()
    begin.disabled = false
  })
  showPage(element('h1', {}, study.script.title), ...paragraphs(study.script.introduction), element('p', { className: 'actions' }, begin))
}

async function start() {
  try {
    records = await store.start()
    next()
  } catch (error) { report(error.message) }
}

function soundCheck(attempt) {
  const check = study.checks[((records[0].number ?? 0) + attempt) % study.checks.length]
  const clip = new Clip(store.url(check.id), 'test sound')
  const count = options('notes', 'How many notes did you hear?', [...Array(8).keys()].map((n) => [String(n + 1), String(n + 1)]), { className: 'scale' })
  const text = attempt === 0 ? 'Play the test sound, and set the volume so that you hear it well. Then do not change it any more.'
    : 'That was not the number of notes. Please check your headphones or loudspeakers and the volume, and count again. The sound is another one.'
  formPage('Sound check', [element('p', {}, text), clip.node, count.node], 'Next', () => {
    if (clip.plays === 0) throw new Error('Please play the test sound first.')
    clip.pause()
    return { kind: 'check', attempt, check: check.id, notes: Number(count.value()) }
  })
}

function questions(kind, title, list, button) {
  const fields = asked(list)
  formPage(title, fields.nodes, button, () => ({ kind, answers: fields.values() }))
}

// heard checks that the clips were heard, and stops them.
function heard(clips) {
  const share = Math.min(...clips.map((c) => c.heard))
  if (share < study.script.hear - 0.02) throw new Error(study.script.hear > 0.97 ? 'Please listen to the end first.' : `Please listen to at least ${Math.round(100 * study.script.hear)} % first.`)
  for (const c of clips) c.pause()
  return { heard: Math.round(1000 * share) / 1000, plays: clips.reduce((sum, c) => sum + c.plays, 0) }
}

function trial(ids, done, all) {
  const clips = ids.map((id, i) => new Clip(store.url(id), ids.length === 1 ? 'excerpt' : `excerpt ${'AB'[i]}`))
  const own = asked(study.script.between)
  const { script } = study
  const answers = ids.length === 1 ? [rating(script.rating, script.lowest, script.highest), options('person', script.person, [['true', 'Yes'], ['false', 'No']])]
    : [options('prefer', script.prefer, ids.map((id, i) => [id, `Excerpt ${'AB'[i]}`]))]
  formPage(ids.length === 1 ? `Excerpt ${done + 1}` : `Pair ${done + 1}`, [...clips.map((c) => c.node), ...answers.map((a) => a.node), ...own.nodes], 'Next', () => {
    const record = { kind: 'trial', trial: ids, ...heard(clips), answers: own.values() }
    if (ids.length === 1) return { ...record, rating: Number(answers[0].value()), person: answers[1].value() === 'true' }
    return { ...record, prefer: answers[0].value() }
  })
  showProgress(done, all, ids.length === 1 ? 'Excerpt' : 'Pair')
}

function finished() {
  const nodes = paragraphs(study.script.thanks)
  if (store.file) {
    const { name, data } = store.file
    nodes.push(element('p', {}, 'One step is left: save the file with your answers, and send it to the person who invited you.'),
      element('p', { className: 'actions' }, element('a', { className: 'primary', href: URL.createObjectURL(data), download: name }, `Save ${name}`)))
  } else nodes.push(element('p', {}, 'Your answers are stored. You can close this page.'))
  const other = element('button', { type: 'button' }, 'Begin as another listener')
  other.addEventListener('click', () => {
    store.forget()
    records = []
    welcome()
  })
  showPage(element('h1', {}, 'Done'), ...nodes, element('p', { className: 'actions' }, other))
}

// next shows the first page that is not answered.
function next() {
  showProgress()
  const { script } = study
  const [{ order }] = records, checks = of('check'), last = checks.at(-1)
  const right = last && study.checks.some((c) => c.id === last.check && c.notes === last.notes)
  const answered = new Set(of('trial').map((r) => r.trial.join()))
  const open = order.findIndex((ids) => !answered.has(ids.join()))
  if (!right && checks.length < mostAttempts) soundCheck(checks.length)
  else if (script.before?.length && of('before').length === 0) questions('before', 'Before you listen', script.before, 'Next')
  else if (open >= 0) trial(order[open], answered.size, order.length)
  else if (of('after').length === 0) questions('after', script.after?.length ? 'After listening' : 'All excerpts answered', script.after, 'Finish')
  else finished()
}

try {
  store = await openStore()
  study = store.study
  document.title = study.script.title
  if (store.started) await start()
  else welcome()
} catch (error) { report(error.message) }
