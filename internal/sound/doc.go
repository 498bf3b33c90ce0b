// Package sound turns the notes of a score into sound: a small synthesiser with the tone of a piano, and WAV files that a web page can
// play. It needs no samples and no sound card, and the same score gives the same bytes.
package sound
