// The tones of the piano: the same as the downloads have. The package sound of the program describes the model; a test compares the two.

export const rate = 22050 // of the tones, in Hz; their partials end below half of it
export const longest = (key) => Math.min(6, decay(key)) // seconds of a tone

// inharmonicity is how much the partials of a key are sharp.
const inharmonicity = (key) => Math.exp(0.0926 * key - 13.64) + Math.exp(-0.0847 * key - 5.82)

// decay is the time in seconds until the slow part of a key's fundamental has decayed by 60 dB.
const decay = (key) => 26 * 2 ** (-(key - 33) / 19)

// brightness is the frequency in Hz above which the hammer excites little.
function brightness(key, loudness) {
  const hardening = 2.3 + 0.7 * (key - 36) / 60
  return 3500 * 2 ** ((key - 60) / 60) * Math.max(loudness, 0.08) ** (2 * (hardening - 1) / (hardening + 1))
}

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

function addKnock(sum, rate, next) {
  const seconds = 0.1, smooth = 1 - Math.exp(-2 * Math.PI * 900 / rate), shrink = 10 ** (-3 / (seconds * rate))
  let once = 0, twice = 0, level = 0.16
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
  const felt = brightness(key, loudness)
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
  addKnock(sum, rate, next)
  const attack = Math.round(0.004 * 2 ** (-(key - 21) / 44) * rate)
  for (let i = 0; i < Math.min(sum.length, attack); i++) sum[i] *= 0.5 - 0.5 * Math.cos(Math.PI * i / attack)
  normalize(sum)
  return sum
}
