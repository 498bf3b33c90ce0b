// The piano of the page: the same tones as the downloads have. The package sound of the program describes the model; a test compares the two.

import { LOWEST } from './piece.js'

const undamped = 90 // the first key without a damper
const levels = 12 // of loudness that differ in brightness
const rate = 22050 // of the tones, in Hz; their partials end below half of it
const buffers = new Map() // by key and level

const longest = (key) => Math.min(6, decay(key)) // seconds of a tone

// inharmonicity is how much the partials of a key are sharp.
const inharmonicity = (key) => Math.exp(0.0926 * key - 13.64) + Math.exp(-0.0847 * key - 5.82)

// decay is the time in seconds until the slow part of a key's fundamental has decayed by 60 dB.
const decay = (key) => 26 * 2 ** (-(key - 33) / 19)

// noise returns a generator of random numbers from −1 to 1.
function noise(state) {
  return () => {
    state = state * 16807 % 2147483647
    return state / 1073741823.5 - 1
  }
}

// addPartial adds a sine that decays by 60 dB in the given time: a two-pole resonator.
function addPartial(sum, rate, frequency, amplitude, seconds) {
  const shrink = 10 ** (-3 / (seconds * rate))
  const angle = 2 * Math.PI * frequency / rate
  const a = 2 * shrink * Math.cos(angle), b = -shrink * shrink
  const end = Math.min(sum.length, Math.trunc(seconds * rate * 4 / 3))
  let before = 0, now = amplitude * shrink * Math.sin(angle)
  for (let i = 1; i < end; i++) {
    sum[i] += now
    const next = a * now + b * before
    before = now
    now = next
  }
}

function addKnock(sum, rate, loudness, next) {
  const seconds = 0.1, smooth = 1 - Math.exp(-2 * Math.PI * 900 / rate), shrink = 10 ** (-3 / (seconds * rate))
  let once = 0, twice = 0, level = 0.25 * loudness
  for (let i = 0; i < Math.min(sum.length, Math.trunc(seconds * rate)); i++) {
    once += smooth * (next() - once)
    twice += smooth * (once - twice)
    sum[i] += level * twice
    level *= shrink
  }
}

function normalize(sum) {
  let loudest = 1e-9
  for (const v of sum) loudest = Math.max(loudest, Math.abs(v))
  for (let i = 0; i < sum.length; i++) sum[i] /= loudest
}

// tone computes a key that is struck and not damped; the peak is 1. key is its MIDI number, loudness is from 0 to 1.
export function tone(key, loudness, seconds, rate) {
  const sum = new Float64Array(Math.trunc(seconds * rate))
  const fundamental = 440 * 2 ** ((key - 69) / 12), stiffness = inharmonicity(key), lasting = decay(key)
  const felt = (600 + 2800 * loudness) * 2 ** ((key - 60) / 60)
  const next = noise(key + 1), beat = 2 ** ((0.4 + 0.5 * Math.abs(next())) / 1200), prompt = 0.65
  for (let n = 1; n <= 60; n++) {
    const frequency = n * fundamental * Math.sqrt(1 + stiffness * n * n)
    if (frequency > Math.min(9500, 0.45 * rate)) break
    const low = frequency * frequency / 6400
    const amplitude = Math.abs(Math.sin(Math.PI * n / 8)) / n * Math.exp(-frequency / felt) * low / (1 + low) * 10 ** (0.15 * next())
    const life = Math.max(lasting / (1 + 0.2 * (n - 1)), 0.12)
    addPartial(sum, rate, frequency, amplitude * prompt, life / 2.2)
    addPartial(sum, rate, frequency * beat, amplitude * (1 - prompt) * 0.6, life)
    addPartial(sum, rate, frequency / beat, amplitude * (1 - prompt) * 0.4, life)
  }
  normalize(sum)
  addKnock(sum, rate, loudness, next)
  const attack = Math.round(0.004 * 2 ** (-(key - 21) / 44) * rate)
  for (let i = 0; i < Math.min(sum.length, attack); i++) sum[i] *= 0.5 - 0.5 * Math.cos(Math.PI * i / attack)
  normalize(sum)
  return sum
}

const nameOf = (k, velocity) => k * (levels + 1) + Math.round(velocity / 127 * levels)

// has tells whether the tone of a key is computed already.
export const has = (k, velocity) => buffers.has(nameOf(k, velocity))

// buffer is the tone of key k, 0 to 87. Its end is faded out.
export function buffer(k, velocity) {
  const name = nameOf(k, velocity)
  let b = buffers.get(name)
  if (!b) {
    const data = Float32Array.from(tone(k + LOWEST, Math.round(velocity / 127 * levels) / levels, longest(k + LOWEST), rate)), fade = Math.round(0.2 * rate)
    for (let i = Math.max(0, data.length - fade); i < data.length; i++) data[i] *= (data.length - i) / fade
    b = new AudioBuffer({ length: data.length, sampleRate: rate })
    b.copyToChannel(data, 0)
    buffers.set(name, b)
  }
  return b
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

export class Piano {
  constructor(context) {
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
    this.output = limiter
    limiter.connect(context.destination)
  }

  set volume(x) { this.bus.gain.value = 0.5 * x * x }

  // strike sounds key k, 0 to 87, at a time, and returns the function that damps it.
  strike(k, velocity, time) {
    const source = this.context.createBufferSource(), gain = this.context.createGain(), key = k + LOWEST
    source.buffer = buffer(k, velocity)
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
