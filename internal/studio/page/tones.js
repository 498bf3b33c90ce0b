// Computes tones beside the page, so that they are there when something plays.

import { longest, rate, tone } from './tone.js'

onmessage = ({ data: { name, key, loudness } }) => {
  const samples = Float32Array.from(tone(key, loudness, longest(key), rate))
  postMessage({ name, samples }, [samples.buffer])
}
