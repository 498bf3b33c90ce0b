// Package sound renders the notes of a score with an additive piano synthesizer in a small hall, and encodes the
// result as a WAV file that web pages can play. It needs neither samples nor a sound card, and the same score
// gives the same bytes.
package sound
