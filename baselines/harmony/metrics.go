package harmony

import (
	"math"

	"workbench/features"
	"workbench/loss"
)

// tally is sums over the steps of pieces. The melody has the classes of the original: rest, or the key that
// sounds, so that a hold and a new onset of a key are the same.
type tally struct {
	steps, changes  float64
	loss            float64 // the mean of both lines
	melody, harmony correct
	atChanges       correct // of the melody, in steps in which it changes
}

// correct is sums over steps: of the probability of the target, of whether it is the most likely class, and
// of whether it is the class of the step before.
type correct struct{ sampled, likeliest, repeating float64 }

func (c *correct) add(probability float64, likeliest, same bool) {
	c.sampled += probability
	c.likeliest += one(likeliest)
	c.repeating += one(same)
}

func one(condition bool) float64 {
	if condition {
		return 1
	}
	return 0
}

// Metrics implements [sequence.Evaluator] with the metrics that are published for the original, in its
// classes: 49 of the harmony, and rest or the key that sounds of the melody. "sampled" is the mean probability
// of the target, which is the expected accuracy of a sampled class; "repeating" is the accuracy of repeating
// the step before. "mean" is the mean of melody and harmony, and the loss is the mean of their nats a step.
// The probabilities are given the true steps before, and those of a conditioned melody also given the true
// harmony of the step.
func (t *Tune) Metrics(pieces []*features.Piece, probabilities func(*features.Piece) [][]float32) []loss.Metric {
	var sum tally
	for _, p := range pieces {
		if l := linesOf(p); l.hasMelody && l.hasHarmony {
			for i, row := range probabilities(p) {
				sum.add(l, i, row)
			}
		}
	}
	return sum.metrics()
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

// tiny keeps the loss finite where a probability underflows.
const tiny = 1e-30

// soundProbabilities are those of silence and of each key of the melody, given the probabilities of its
// classes and the key that sounded before.
func soundProbabilities(classes []float32, before int16) []float64 {
	sounds := make([]float64, 1+keys)
	sounds[0] = float64(classes[rest])
	for key := range keys {
		sounds[1+key] = float64(classes[onset+key])
	}
	if before != silent {
		sounds[1+before] += float64(classes[hold])
	}
	return sounds
}

// likeliest is the index of the largest number, the first of several.
func likeliest[F float32 | float64](p []F) int {
	best := 0
	for i := range p {
		if p[i] > p[best] {
			best = i
		}
	}
	return best
}

// metrics are accuracies in per cent of the steps, and the loss; none without steps.
func (s *tally) metrics() []loss.Metric {
	if s.steps == 0 {
		return nil
	}
	all := []loss.Metric{{Name: "loss as published", Value: s.loss / s.steps}}
	add := func(name string, sum, steps float64) {
		if steps > 0 {
			all = append(all, loss.Metric{Name: "as published: " + name + ", %", Value: 100 * sum / steps})
		}
	}
	for _, how := range []struct {
		name string
		of   func(correct) float64
	}{
		{"sampled", func(c correct) float64 { return c.sampled }},
		{"most likely", func(c correct) float64 { return c.likeliest }},
		{"repeating", func(c correct) float64 { return c.repeating }},
	} {
		melody, harmony := how.of(s.melody), how.of(s.harmony)
		add("mean accuracy, "+how.name, (melody+harmony)/2, s.steps)
		add("melody accuracy, "+how.name, melody, s.steps)
		add("harmony accuracy, "+how.name, harmony, s.steps)
	}
	add("melody accuracy where it changes, sampled", s.atChanges.sampled, s.changes)
	add("melody accuracy where it changes, most likely", s.atChanges.likeliest, s.changes)
	return all
}
