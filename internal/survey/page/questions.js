// Fields of a form: the study's own questions, ratings, and choices. Each is {node, value()}.

import { element } from './dom.js'

// options is a group of which one is chosen: [value, label] each.
export function options(name, question, all, { required = true, className = '', note } = {}) {
  const radios = all.map(([value]) => element('input', { type: 'radio', name, value, required }))
  const labels = all.map(([, label], i) => element('label', {}, radios[i], element('span', {}, label)))
  const group = element('fieldset', { className }, element('legend', {}, question), element('div', { className: 'options' }, ...labels))
  if (note) group.append(element('p', { className: 'note ends' }, ...note.map((text) => element('span', {}, text))))
  return { node: group, value: () => radios.find((r) => r.checked)?.value ?? '' }
}

export function rating(question, lowest, highest) {
  const all = [...Array(11).keys()].map((n) => [String(n), String(n)])
  return options('rating', question, all, { className: 'scale', note: [`0: ${lowest}`, `10: ${highest}`] })
}

function input(q, field) {
  field.id = `q-${q.name}`
  field.name = q.name
  field.required = !q.optional
  const label = element('label', { htmlFor: field.id }, q.text)
  if (q.optional) label.append(element('span', { className: 'note' }, ' (optional)'))
  return { node: element('p', { className: 'field' }, label, field), value: () => field.value.trim() }
}

// asked makes the fields of the study's own questions.
export function asked(questions) {
  const fields = (questions ?? []).map((q) => {
    if (q.kind === 'choice') return options(q.name, q.text, q.choices.map((c) => [c, c]), { required: !q.optional })
    if (q.kind === 'number') return input(q, element('input', { type: 'number', min: q.low, max: q.high, step: 'any' }))
    return input(q, element('textarea', { maxLength: 2000, rows: 3 }))
  })
  return {
    nodes: fields.map((f) => f.node),
    values: () => Object.fromEntries(fields.map((f, i) => [questions[i].name, f.value()]).filter(([, value]) => value !== '')),
  }
}
