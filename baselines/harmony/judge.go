package harmony

import (
	"math"

	"workbench/features"
	"workbench/loss"
)

// tally counts over the steps of pieces. Its melody has the classes of the original: rest, or the key that sounds, struck or held.
type tally struct {
	steps, changes  float64
	loss            float64 // half of each line's
	melody, harmony figures
	atChanges       figures // of the melody, where it changes
}

// figures of one line, as sums over steps: of the probability of what is right, of whether it is the most likely, and of whether it was there before.
type figures struct{ drawn, likeliest, repeating float64 }

func (f *figures) add(probability float64, likeliest, same bool) {
	f.drawn += probability
	f.likeliest += one(likeliest)
	f.repeating += one(same)
}

func one(condition bool) float64 {
	if condition {
		return 1
	}
	return 0
}

// Measures implements [sequence.Evaluator] with the figures that are published of the original, in its classes: for the harmony the 49 here, and for the melody
// rest or the key that sounds, so that to hold a key and to strike it again are the same. Drawn is the mean probability of what is right, which is how
// often one draw a step is right on average; repeating is how often the step before is. Both is the mean of melody and harmony, and the loss
// half of each one's nats a step. All is given the true steps before, and a joint melody given the true harmony of its step too.
func (t *Tune) Metrics(pieces []*features.Piece, probabilities func(*features.Piece) [][]float32) []loss.Metric {
	var sum tally
	for _, p := range pieces {
		if l := read(p); l.melodic && l.harmonic {
			for i, row := range probabilities(p) {
				sum.add(l, i, row)
			}
		}
	}
	return sum.measures()
}

// add counts step t, given the probabilities of the classes of both heads.
func (s *tally) add(l *lines, t int, row []float32) {
	beforeSound, beforeChord := int16(silent), int16(noChord)
	if t > 0 {
		beforeSound, beforeChord = l.sounds[t-1], l.harmony[t-1]
	}
	chords, sounds := row[:harmonyClasses], soundProbabilities(row[harmonyClasses:], beforeSound)
	chord, sound := l.harmony[t], l.sounds[t]
	same := sound == beforeSound
	pChord, pSound := float64(chords[chord]), sounds[sound+1]

	s.steps++
	s.loss -= (math.Log(max(pChord, tiny)) + math.Log(max(pSound, tiny))) / 2
	s.harmony.add(pChord, likeliest(chords) == int(chord), chord == beforeChord)
	right := likeliest(sounds) == int(sound+1)
	s.melody.add(pSound, right, same)
	if !same {
		s.changes++
		s.atChanges.add(pSound, right, same)
	}
}

// tiny keeps the loss finite where a probability has no digits left.
const tiny = 1e-30

// soundProbabilities are those of silence and of each of the melody's keys, given the probabilities of its classes and the key that sounded before.
func soundProbabilities(classes []float32, before int16) []float64 {
	sounds := make([]float64, 1+keys)
	sounds[0] = float64(classes[rest])
	for key := range keys {
		sounds[1+key] = float64(classes[strike+key])
	}
	if before != silent {
		sounds[1+before] += float64(classes[hold])
	}
	return sounds
}

// likeliest is the index of the largest number, of several the first.
func likeliest[F float32 | float64](p []F) int {
	best := 0
	for i := range p {
		if p[i] > p[best] {
			best = i
		}
	}
	return best
}

// measures are the figures by name, accuracies in per cent of the steps; none of no steps.
func (s *tally) measures() []loss.Metric {
	if s.steps == 0 {
		return nil
	}
	all := []loss.Metric{{Name: "loss as published", Value: s.loss / s.steps}}
	add := func(name string, right, steps float64) {
		if steps > 0 {
			all = append(all, loss.Metric{Name: "as published: " + name + ", %", Value: 100 * right / steps})
		}
	}
	for _, how := range []struct {
		name string
		of   func(figures) float64
	}{
		{"drawn", func(f figures) float64 { return f.drawn }},
		{"most likely", func(f figures) float64 { return f.likeliest }},
		{"repeating", func(f figures) float64 { return f.repeating }},
	} {
		melody, harmony := how.of(s.melody), how.of(s.harmony)
		add("both right, "+how.name, (melody+harmony)/2, s.steps)
		add("melody right, "+how.name, melody, s.steps)
		add("harmony right, "+how.name, harmony, s.steps)
	}
	add("melody right where it changes, drawn", s.atChanges.drawn, s.changes)
	add("melody right where it changes, most likely", s.atChanges.likeliest, s.changes)
	return all
}
