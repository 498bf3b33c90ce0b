// The piano of the page.

import { KEYS, LOWEST } from './piece.js'
import { longest, rate, tone } from './tone.js'

const undamped = 90 // the first key without a damper
const levels = 12 // of loudness that differ in brightness
const usual = 80 // velocity of what the models compose
const mostBuffers = 400 // of up to half a megabyte
const buffers = new Map() // by name, the one that was used last at the end

const nameOf = (k, velocity) => k * (levels + 1) + Math.round(velocity / 127 * levels)
const keyOf = (name) => Math.floor(name / (levels + 1)) + LOWEST
const loudnessOf = (name) => name % (levels + 1) / levels

// store keeps a tone. Its end is faded out.
function store(name, samples) {
  const fade = Math.round(0.2 * rate), buffer = new AudioBuffer({ length: samples.length, sampleRate: rate })
  for (let i = Math.max(0, samples.length - fade); i < samples.length; i++) samples[i] *= (samples.length - i) / fade
  buffer.copyToChannel(samples, 0)
  buffers.set(name, buffer)
  if (buffers.size > mostBuffers) buffers.delete(buffers.keys().next().value)
  return buffer
}

// bufferOf is the tone of key k, 0 to 87: that of another velocity, which only differs in brightness, if the own one is not there, or it is computed now.
function bufferOf(k, velocity) {
  const name = nameOf(k, velocity), key = keyOf(name)
  const others = Array.from({ length: levels + 1 }, (_, i) => nameOf(k, 0) + i).filter((n) => buffers.has(n)).sort((a, b) => Math.abs(a - name) - Math.abs(b - name))
  if (!others.length) return store(name, Float32Array.from(tone(key, loudnessOf(name), longest(key), rate)))
  const buffer = buffers.get(others[0])
  buffers.delete(others[0])
  buffers.set(others[0], buffer)
  return buffer
}

// The tones of a piece, and those that most pieces have, are computed beside the page before they are played.
const worker = new Worker('/page/tones.js', { type: 'module' })
let wanted = Array.from({ length: KEYS }, (_, k) => k).sort((a, b) => Math.abs(a - 39) - Math.abs(b - 39)).slice(0, 56).map((k) => nameOf(k, usual))
let computing = false

function computeNext() {
  wanted = wanted.filter((name) => !buffers.has(name))
  computing = wanted.length > 0
  if (computing) worker.postMessage({ name: wanted[0], key: keyOf(wanted[0]), loudness: loudnessOf(wanted[0]) })
}

worker.onmessage = ({ data: { name, samples } }) => {
  if (!buffers.has(name)) store(name, samples)
  computeNext()
}

// prepare has the tones of notes [key, velocity] computed, the first ones first.
export function prepare(notes) {
  const first = [...new Set(notes.map(([k, velocity]) => nameOf(k, velocity)))].filter((name) => !buffers.has(name))
  wanted = [...first, ...wanted.filter((name) => !first.includes(name))].slice(0, mostBuffers)
  if (!computing) computeNext()
}

// room is the impulse response of a small room: noise that decays.
function room(context) {
  const length = Math.round(0.9 * context.sampleRate)
  const buffer = context.createBuffer(2, length, context.sampleRate)
  let state = 1
  for (let channel = 0; channel < 2; channel++) {
    const data = buffer.getChannelData(channel)
    let low = 0
    for (let i = 0; i < length; i++) {
      state = (state * 16807) % 2147483647
      low += 0.35 * ((state / 1073741824 - 1) - low)
      data[i] = low * Math.exp(-6.9 * i / length)
    }
  }
  return buffer
}

// rounded keeps a sample within −1 to 1: it bends what is above 0.6.
const rounded = (x) => Math.sign(x) * (Math.abs(x) < 0.6 ? Math.abs(x) : 0.6 + 0.4 * Math.tanh((Math.abs(x) - 0.6) / 0.4))

export class Piano {
  constructor(context) {
    if (!computing) computeNext()
    this.context = context
    this.bus = context.createGain()
    const limiter = context.createDynamicsCompressor() // chords do not clip
    limiter.threshold.value = -9
    limiter.ratio.value = 12
    limiter.attack.value = 0.002
    limiter.release.value = 0.15
    const reverb = context.createConvolver()
    reverb.buffer = room(context)
    const wet = context.createGain()
    wet.gain.value = 0.25
    this.bus.connect(limiter)
    this.bus.connect(reverb).connect(wet).connect(limiter)
    const half = context.createGain() // the curve has room for peaks of 2, which pass the limiter at onsets
    half.gain.value = 0.5
    const rounding = context.createWaveShaper()
    rounding.curve = Float32Array.from({ length: 4097 }, (_, i) => rounded((i - 2048) / 1024))
    limiter.connect(half).connect(rounding).connect(context.destination)
  }

  set volume(x) { this.bus.gain.value = 0.5 * x * x }

  // strike sounds key k, 0 to 87, at a time, and returns the function that damps it.
  strike(k, velocity, time) {
    const source = this.context.createBufferSource(), gain = this.context.createGain(), key = k + LOWEST
    source.buffer = bufferOf(k, velocity)
    gain.gain.value = (velocity / 127) ** 2
    source.connect(gain).connect(this.bus)
    source.start(time)
    return (end) => {
      if (key >= undamped) return
      gain.gain.setTargetAtTime(0, end, (0.1 + 0.2 * 2 ** (-(key - 21) / 20)) / 3)
      source.stop(end + 0.8)
    }
  }
}
