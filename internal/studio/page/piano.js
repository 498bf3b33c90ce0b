// A piano of added partials, after Fletcher and Rossing, The Physics of Musical Instruments, chapter 12: stiff strings, a hammer at an eighth of the string,
// high partials and high keys that decay faster, and detuned strings whose sound decays quickly at first and then slowly.

import { LOWEST } from './piece.js'

const seconds = (key) => Math.min(7, 1 + 7 * 2 ** (-(key - 33) / 30)) // of a tone

// addPartial adds a sine that decays by 60 dB in life seconds: a two-pole resonator.
function addPartial(sum, rate, frequency, amplitude, life) {
  const decay = 10 ** (-3 / (life * rate))
  const angle = 2 * Math.PI * frequency / rate
  const a = 2 * decay * Math.cos(angle), b = -decay * decay
  const end = Math.min(sum.length, Math.ceil(life * 1.4 * rate))
  let before = 0, now = amplitude * decay * Math.sin(angle)
  for (let i = 1; i < end; i++) {
    sum[i] += now
    const next = a * now + b * before
    before = now
    now = next
  }
}

// tone computes a key that is not damped; the peak is 1. key is its MIDI number.
function tone(key, rate) {
  const sum = new Float32Array(Math.ceil(seconds(key) * rate))
  const fundamental = 440 * 2 ** ((key - 69) / 12)
  const stiffness = 0.00008 * 2 ** ((key - 33) / 15)
  const lasting = 14 * 2 ** (-(key - 33) / 22)
  for (let n = 1; n <= 24; n++) {
    const frequency = n * fundamental * Math.sqrt(1 + stiffness * n * n)
    if (frequency > 10000) break
    const amplitude = Math.abs(Math.sin(Math.PI * n / 8)) / n * Math.exp(-frequency / 2200)
    const life = Math.max(lasting / (1 + 0.25 * (n - 1)), 0.15)
    addPartial(sum, rate, frequency, amplitude * 0.6, life / 2.5)
    addPartial(sum, rate, frequency * 1.0004, amplitude * 0.4, life)
  }
  const attack = Math.round(0.003 * rate), fade = Math.round(0.2 * rate)
  let loudest = 1e-9
  for (let i = 0; i < sum.length; i++) {
    if (i < attack) sum[i] *= 0.5 - 0.5 * Math.cos(Math.PI * i / attack)
    if (i > sum.length - fade) sum[i] *= (sum.length - i) / fade
    loudest = Math.max(loudest, Math.abs(sum[i]))
  }
  for (let i = 0; i < sum.length; i++) sum[i] /= loudest
  return sum
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
    this.buffers = new Map()
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

  buffer(k) {
    let b = this.buffers.get(k)
    if (!b) {
      const data = tone(k + LOWEST, this.context.sampleRate)
      b = this.context.createBuffer(1, data.length, this.context.sampleRate)
      b.copyToChannel(data, 0)
      this.buffers.set(k, b)
    }
    return b
  }

  // strike sounds key k, 0 to 87, at a time, and returns the function that damps it.
  strike(k, velocity, time) {
    const source = this.context.createBufferSource(), gain = this.context.createGain()
    source.buffer = this.buffer(k)
    gain.gain.value = (velocity / 127) ** 2
    source.connect(gain).connect(this.bus)
    source.start(time)
    return (end) => {
      gain.gain.setTargetAtTime(0, end, 0.05 + 0.06 * (1 - k / 87)) // low strings take longer to damp
      source.stop(end + 0.8)
    }
  }
}
