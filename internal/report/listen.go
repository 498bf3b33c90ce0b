package report

import (
	"fmt"

	"workbench/internal/console"
	"workbench/internal/parallel"
	"workbench/internal/sound"
)

// DefaultSound is the sound in a report, in seconds of all samples together. A second takes 15 kB in base64.
const DefaultSound = 100

// Limits on the sound of one sample, and on the samples of a single run that have sound.
const (
	mostSounds    = 8
	longestSound  = 20 // seconds
	shortestSound = 5  // seconds
)

// Listen chooses samples and renders their sound: of a single run those composed and those of its last
// checkpoint, then the first of earlier checkpoints; of several runs one sample each. All together take at
// most r.Sound seconds. It returns a sentence that tells the reader of the limits.
func (r *Report) Listen() string {
	most := mostSounds
	if r.several() {
		most = 1
	}
	chosen := r.Runs[:min(len(r.Runs), r.Sound/shortestSound)]
	var samples []*Sample
	for _, run := range chosen {
		samples = append(samples, run.samplesToPlay(min(most, r.Sound/shortestSound))...)
	}
	if len(samples) == 0 {
		return "No sample can be played here; the MIDI files can be downloaded."
	}
	each := min(longestSound, r.Sound/len(samples))
	parallel.Do(len(samples), func(i int) { samples[i].play(each) })
	limits := fmt.Sprintf("To keep the file small, at most %s of a run can be played here, the first %d seconds of each, in reduced quality; the MIDI files are whole.",
		console.Count(most, "sample"), each)
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
	s.Sound = sound.Preview(sound.Render(sound.Notes(s.Score), float64(seconds)))
	if sound.Seconds(s.Score) > float64(seconds) {
		s.Seconds = float64(seconds)
	}
}
