package report

import (
	"fmt"

	"workbench/internal/sound"
)

// Limits on the sound in a report. One second takes 59 kB in base64.
const (
	mostSounds    = 8  // per run; several runs share them, at least one each
	mostHeardRuns = 12 // only the first runs have sound
	longestSound  = 20 // seconds
)

// Listen chooses samples and renders their sound: of each run those of its last checkpoint, then the first of earlier
// checkpoints up to the limit. It returns a sentence that tells the reader of the limits.
func (r *Report) Listen() string {
	heard := r.Runs[:min(len(r.Runs), mostHeardRuns)]
	each := max(1, mostSounds/len(heard))
	for _, run := range heard {
		for _, s := range run.worthHearing(each) {
			s.play()
		}
	}
	samples := "1 sample"
	if each > 1 {
		samples = fmt.Sprintf("%d samples", each)
	}
	said := fmt.Sprintf("To keep the file small, at most %s of a run can be heard here, the first %d seconds of each; the MIDI files are whole.", samples, longestSound)
	if len(heard) < len(r.Runs) {
		said += fmt.Sprintf(" Of %d runs, only the first %d have sound.", len(r.Runs), len(heard))
	}
	return said
}

// worthHearing returns at most so many samples of a run.
func (r *Run) worthHearing(most int) []*Sample {
	if r.Last() == nil {
		return nil
	}
	var picked []*Sample
	for _, s := range r.Last().Samples {
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

func (s *Sample) play() {
	s.Sound = sound.WAV(sound.Render(sound.Notes(s.Score), longestSound))
	if sound.Seconds(s.Score) > longestSound {
		s.Seconds = longestSound
	}
}
