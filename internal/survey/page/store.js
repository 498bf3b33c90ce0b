// Where the answers go: to the server, or in an exported study into this browser and from there into a file.

import { byId } from './dom.js'

const hex = (bytes) => [...crypto.getRandomValues(new Uint8Array(bytes))].map((b) => b.toString(16).padStart(2, '0')).join('')

// kept is a value that a browser keeps, or the part of the address after # where it keeps nothing.
const kept = {
  get: (name) => { try { return localStorage.getItem(name) } catch { return null } },
  set: (name, value) => { try { localStorage.setItem(name, value); return true } catch { return false } },
  remove: (name) => { try { localStorage.removeItem(name) } catch { /* there is nothing */ } },
}

class ServerStore {
  constructor(study) {
    this.study = study
    this.name = `survey-${study.id}`
    this.token = /^#[0-9a-f]{32}$/.test(location.hash) ? location.hash.slice(1) : kept.get(this.name)
  }

  get started() { return Boolean(this.token) }

  url(id) { return `audio/${id}` }

  async post(path, value) {
    let response
    try {
      response = await fetch(path, { method: 'POST', headers: { 'Content-Type': 'application/json', 'X-Survey-Token': this.token }, body: JSON.stringify(value) })
    } catch { throw new Error('The server does not answer. Your answers on this page are still here: try again in a moment.') }
    if (!response.ok) throw new Error((await response.text()).trim())
    return response.json()
  }

  // start begins, or resumes where this listener was, and returns the records.
  async start() {
    this.token ||= hex(16)
    if (!kept.set(this.name, this.token)) location.hash = this.token
    return this.post('api/start', {})
  }

  add(record) { return this.post('api/answer', record) }

  forget() {
    kept.remove(this.name)
    this.token = null
    history.replaceState(null, '', location.pathname)
  }
}

class FileStore {
  constructor({ study, orders, audio }) {
    this.study = study
    this.orders = orders
    this.audio = audio
    this.name = `survey-${study.id}`
    this.records = JSON.parse(kept.get(this.name) ?? '[]')
  }

  get started() { return this.records.length > 0 }

  url(id) { return `data:audio/flac;base64,${this.audio[id]}` }

  async start() {
    if (!this.started) {
      const number = crypto.getRandomValues(new Uint32Array(1))[0] % this.orders.length
      this.listener = hex(8)
      await this.add({ kind: 'start', number, order: this.orders[number] })
    }
    this.listener = this.records[0].listener
    return [...this.records]
  }

  async add(record) {
    const whole = { study: this.study.id, listener: this.listener, time: new Date().toISOString(), ...record }
    this.records.push(whole)
    kept.set(this.name, JSON.stringify(this.records))
    return whole
  }

  // file is what the listener sends back: the lines that the server would have stored.
  get file() {
    const lines = this.records.map((r) => JSON.stringify(r) + '\n')
    return { name: `answers-${this.listener}.jsonl`, data: new Blob(lines, { type: 'application/jsonl' }) }
  }

  forget() {
    kept.remove(this.name)
    this.records = []
  }
}

export async function openStore() {
  const data = byId('data')
  if (data) return new FileStore(JSON.parse(data.textContent))
  const response = await fetch('api/study')
  if (!response.ok) throw new Error((await response.text()).trim())
  return new ServerStore(await response.json())
}
