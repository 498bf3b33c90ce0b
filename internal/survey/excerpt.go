package survey

import (
	"fmt"
	"math"

	"workbench/features/score"
	"workbench/internal/sound"
)

// velocity is that of all notes: listeners judge the notes, and not how they were played.
const velocity = 80

// The form of the sound.
const (
	fadeIn          = 0.01 // seconds
	fadeOut         = 1.0
	highestPeak     = -1.0  // dBFS
	highestLoudness = -18.0 // LUFS
)

// excerpt is a part of a piece as sound.
type excerpt struct {
	origin  Origin
	samples []float32
}

// excerpt renders a part of a candidate: its notes at one velocity, with fades at both ends.
func (r *Request) excerpt(label string, c candidate) (excerpt, error) {
	steps := r.steps(c)
	seconds := r.Seconds
	if r.Steps > 0 {
		seconds = float64(steps) * 60 / (c.tempo * float64(c.piece.StepsPerQuarter))
	}
	metre := score.Metre{Beats: 4, Unit: 4}
	if len(c.piece.Measures) > 0 {
		metre = c.piece.Measures[0].Metre
	}
	part := c.piece.Excerpt(c.from, steps, metre)
	samples := sound.Render(sound.Notes(part.Score(velocity, c.tempo)), seconds)
	samples = append(samples, make([]float32, max(0, duration(seconds)-len(samples)))...)
	fade(samples)
	if math.IsInf(sound.Loudness(samples), -1) {
		return excerpt{}, fmt.Errorf("%s: %s is silent for %.1f seconds from step %d on; take another -seed or other pieces", label, c.source, seconds, c.from)
	}
	return excerpt{Origin{Label: label, Source: c.source, From: c.from, Steps: steps, Tempo: c.tempo}, samples}, nil
}

// fade fades samples in and out, with half a cosine.
func fade(samples []float32) {
	in, out := min(duration(fadeIn), len(samples)), min(duration(fadeOut), len(samples)/2)
	ramp := func(i, n int) float32 { return float32(0.5 - 0.5*math.Cos(math.Pi*float64(i)/float64(n))) }
	for i := range in {
		samples[i] *= ramp(i, in)
	}
	for i := range out {
		samples[len(samples)-1-i] *= ramp(i, out)
	}
}

// duration is a number of samples.
func duration(seconds float64) int { return int(seconds * sound.Rate) }

// equalize brings excerpts to the same loudness: the highest at which no peak exceeds −1 dBFS, so that
// nothing is limited. It returns that loudness in LUFS.
func equalize(all []*excerpt) float64 {
	common := highestLoudness
	levels := make([]float64, len(all))
	for i, e := range all {
		levels[i] = sound.Loudness(e.samples)
		common = min(common, levels[i]+highestPeak-peak(e.samples))
	}
	common = math.Floor(10*common) / 10
	for i, e := range all {
		e.origin.Gain = math.Round(100*(common-levels[i])) / 100
		factor := float32(math.Pow(10, e.origin.Gain/20))
		for j := range e.samples {
			e.samples[j] *= factor
		}
	}
	return common
}

// peak is the largest sample in dBFS.
func peak(samples []float32) float64 {
	var largest float32
	for _, v := range samples {
		largest = max(largest, v, -v)
	}
	return 20 * math.Log10(float64(largest))
}

// checkClip is a clip of the sound check: a rising arpeggio of some notes.
func checkClip(notes int) []float32 {
	var all []sound.Note
	for i := range notes {
		start := 0.2 + 0.8*float64(i)
		all = append(all, sound.Note{Start: start, End: start + 0.6, Key: 60 + []int{0, 4, 7, 12, 16, 19}[i], Loudness: velocity / 127.})
	}
	samples := sound.Render(all, 10)
	fade(samples)
	return samples
}
