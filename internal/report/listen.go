package report

import (
	"fmt"

	"workbench/internal/console"
	"workbench/internal/sound"
)

// Limits on the sound in a report. One second takes 59 kB in base64, so 20 seconds take 1.2 MB.
const (
	mostSounds    = 8  // of a single run
	longestSound  = 20 // seconds of each
	severalSounds = 20 // seconds of several runs together
	shortestSound = 5  // seconds of each of these
)

// Listen chooses samples and renders their sound: of a single run those of its last checkpoint, then the
// first of earlier checkpoints up to the limit; of several runs one sample each, as far as the limit goes. It
// returns a sentence that tells the reader of the limits.
func (r *Report) Listen() string {
	chosen, each, seconds := r.Runs, mostSounds, longestSound
	if r.several() {
		chosen, each = r.Runs[:min(len(r.Runs), severalSounds/shortestSound)], 1
		seconds = min(longestSound, severalSounds/len(chosen))
	}
	for _, run := range chosen {
		for _, s := range run.samplesToPlay(each) {
			s.play(seconds)
		}
	}
	limits := fmt.Sprintf("To keep the file small, at most %s of a run can be played here, the first %d seconds of each; the MIDI files are whole.",
		console.Count(each, "sample"), seconds)
	if len(chosen) < len(r.Runs) {
		limits += fmt.Sprintf(" Of %d runs, only the first %d have sound.", len(r.Runs), len(chosen))
	}
	return limits
}

// samplesToPlay returns at most a given number of samples of a run.
func (r *Run) samplesToPlay(most int) []*Sample {
	var picked []*Sample
	last := r.Composed
	if r.Last() != nil {
		last = append(last[:len(last):len(last)], r.Last().Samples...)
	}
	for _, s := range last {
		if len(picked) < most && s.audible() {
			picked = append(picked, s)
		}
	}
	var first []*Sample // of each earlier checkpoint
	for _, c := range r.Earlier() {
		if s := c.Samples[0]; s.audible() {
			first = append(first, s)
		}
	}
	room := min(most-len(picked), len(first))
	for i := range room {
		picked = append(picked, first[(i+1)*len(first)/room-1])
	}
	return picked
}

func (s *Sample) audible() bool { return s.Score != nil && len(s.Score.Notes) > 0 }

// play renders the first seconds of a sample.
func (s *Sample) play(seconds int) {
	s.Sound = sound.WAV(sound.Render(sound.Notes(s.Score), float64(seconds)))
	if sound.Seconds(s.Score) > float64(seconds) {
		s.Seconds = float64(seconds)
	}
}
