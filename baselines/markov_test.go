package baselines

import (
	"math"
	"reflect"
	"slices"
	"testing"

	"workbench/features"
	"workbench/loss"
)

// tune is a piece of keys 30, 31 and 32, step by step: '.' silent, 'x' onset, '-' held.
func tune(name string, steps ...string) *features.Piece {
	p := &features.Piece{Name: name, Roll: make(features.Roll, len(steps)), StepsPerQuarter: 4, Measures: []features.Measure{{Steps: 16}}}
	for t, step := range steps {
		for i, c := range step {
			p.Roll[t][30+i] = map[rune]features.Cell{'.': features.Silent, 'x': features.Onset, '-': features.Held}[c]
		}
	}
	return p
}

func tunes() []*features.Piece {
	return []*features.Piece{
		tune("a", "x.x", "-.-", ".x.", ".-x", "x.x", "-.-", ".x.", "..."),
		tune("b", "x.x", "-.x", ".x.", ".-x", "x.x", "-.-"),
		tune("c", ".x.", ".-x", "x.x", "-.-", ".x.", ".-x", "x.."),
	}
}

// TestMarkovSumsToOne adds up the probabilities of all frames of the three keys that the tunes use, after a
// given frame. The difference to one is the share of persistence for frames in which one of the other 85 keys
// plays.
func TestMarkovSumsToOne(t *testing.T) {
	const steps = 21 // of the tunes: each other key was silent after silence a given number of times
	others := math.Pow(1-0.5/(steps+1), features.Keys-3)
	for _, articulated := range []bool{true, false} {
		m := NewMarkov(tunes(), articulated)
		cells := []rune{'.', '-', 'x'}
		if !articulated {
			cells = cells[:2]
		}
		for _, now := range []string{"x.x", "-.-", "xxx"} { // the last was never seen
			sum, state := 0.0, m.state(&tune("", now).Roll[0])
			for _, a := range cells {
				for _, b := range cells {
					for _, c := range cells {
						sum += math.Exp(-m.Piece(tune("", now, string([]rune{a, b, c})))[1].Total())
					}
				}
			}
			w := m.weights[classOf(m.chain.seen(m.chain.lookup(&state)))]
			if now == "xxx" && w.transition != 0 {
				t.Errorf("after a frame never seen the chain has weight %v", w.transition)
			}
			if want := 1 - (1-w.transition-w.frequency)*(1-others); math.Abs(sum-want) > 1e-12 {
				t.Errorf("articulated %v, after %s: the probabilities add up to %.15f, want %.15f", articulated, now, sum, want)
			}
		}
	}
}

// TestMarkovParts: the probability of the keys that play is the sum over their articulations.
func TestMarkovParts(t *testing.T) {
	m := NewMarkov(tunes(), true)
	for _, now := range []string{"x.x", ".-x", "xxx"} {
		sum := 0.0
		for _, next := range []string{"-.-", "x.-", "-.x", "x.x"} {
			sum += math.Exp(-m.Piece(tune("", now, next))[1].Total())
		}
		if play := m.Piece(tune("", now, "-.x"))[1][loss.Play]; math.Abs(play+math.Log(sum)) > 1e-12 {
			t.Errorf("after %s: play costs %.15f, and the frames that play it %.15f", now, play, -math.Log(sum))
		}
	}
}

// TestMarkovCounts: with one piece there is nothing to hold out, so the weights are those of the prior, a
// third each, and the likelihood can be computed by hand.
func TestMarkovCounts(t *testing.T) {
	m := NewMarkov([]*features.Piece{tune("", "x..", "x..", "...", "...")}, false)
	// The key after silence: silent once, played once; after playing: once each. All others: silent four times.
	keys := 0.5 * math.Pow(4.5/5, features.Keys-1)
	// From silence (seen twice) to the chord once, and the chord is 2 of the 4 steps.
	want := -math.Log((1./2 + 2./4 + keys) / 3)
	if got := m.Piece(tune("", "-.."))[0].Total(); math.Abs(got-want) > 1e-6 { // the weights are float32
		t.Errorf("%v, want %v", got, want)
	}
}

// TestMarkovLearns: repeated tunes give transitions most of the weight, and the likelihood of a similar tune
// is better than that of persistence.
func TestMarkovLearns(t *testing.T) {
	var pieces []*features.Piece
	for range 10 {
		pieces = append(pieces, tunes()...)
	}
	markov, persistence := NewMarkov(pieces, true), NewPersistence(pieces, true)
	if w := markov.weights[classOf(30)]; w.transition < 0.9 {
		t.Errorf("the chain has weight %v", w.transition)
	}
	sum := func(m Model) (nats float64) {
		for _, f := range m.Piece(tune("", "x.x", "-.-", ".x.", ".-x", "x.x")) {
			nats += f.Total()
		}
		return nats
	}
	if sum(markov) > sum(persistence)/2 {
		t.Errorf("markov %v nats, persistence %v", sum(markov), sum(persistence))
	}
}

// TestMarkovOfDuplicatePieces: although its copy predicts each piece, persistence keeps some weight, so new
// music has a finite likelihood and the model can be restored.
func TestMarkovOfDuplicatePieces(t *testing.T) {
	corpus, err := features.Starter(features.Grid(4))
	if err != nil {
		t.Fatal(err)
	}
	m := NewMarkov(slices.Repeat(corpus.Pieces, 2), true)
	unseen := tune("", "xx.", "-.x", "xxx", "...", "x.x")
	for _, p := range append(corpus.Pieces, unseen) {
		for step, nats := range m.Piece(p) {
			if total := nats.Total(); math.IsNaN(total) || math.IsInf(total, 0) {
				t.Fatalf("%s: step %d costs %v nats", p.Name, step, total)
			}
		}
	}
	restored, err := Restore(KindMarkov, m.Tensors())
	if err != nil {
		t.Fatal(err)
	}
	if want, got := m.Piece(unseen), restored.Piece(unseen); !reflect.DeepEqual(got, want) {
		t.Errorf("restored: %v, want %v", got, want)
	}
}
