package sequence

import (
	"iter"
	"math/rand/v2"

	"workbench/features"
	"workbench/internal/nn"
	"workbench/loss"
)

// toy is a small representation: each step has a harmony of 3 classes and a melody of 5, each a key of its
// own. The inputs are those of the step before and the beat. The melody is conditioned on the harmony.
// Augmentation changes the melody and removes up to two steps.
type toy struct{}

const toyHarmony, toyMelody, toyBeat = 0, 3, 8 // the first input, or key, of each

func (toy) Unit() string            { return "step" }
func (toy) Inputs() int             { return 12 }
func (toy) Tensors() []nn.Parameter { return nil }
func (toy) Heads() []Head {
	return []Head{{Name: "harmony", Classes: 3, Weight: 0.5}, {Name: "melody", Classes: 5, Weight: 0.5, ConditionsOnPrevious: true}}
}

func toyShape(norm bool) Shape {
	return Shape{Inputs: 12, Layers: []int{12, 9}, Dense: []int{10}, BatchNorm: norm, Heads: toy{}.Heads()}
}

// toyFrame has the keys of both classes.
func toyFrame(harmony, melody int) (f features.Frame) {
	f[toyHarmony+harmony], f[toyMelody+melody] = features.Onset, features.Onset
	return f
}

func toyClass(f features.Frame, first, classes int) int16 {
	for c := range classes {
		if f[first+c].Play() {
			return int16(c)
		}
	}
	return Unscored
}

func toyInputs(frames features.Roll, t int) []Input {
	in := []Input{{int32(toyBeat + t%4), 0.5}}
	if t > 0 {
		in = append(in, Input{int32(toyHarmony + toyClass(frames[t-1], toyHarmony, 3)), 1}, Input{int32(toyMelody + toyClass(frames[t-1], toyMelody, 5)), 1})
	}
	return in
}

func (toy) Encode(p *features.Piece) *Sequence {
	s := new(Sequence)
	for t, f := range p.Roll {
		s.Inputs = append(s.Inputs, toyInputs(p.Roll, t))
		s.Targets = append(s.Targets, toyClass(f, toyHarmony, 3), toyClass(f, toyMelody, 5))
	}
	return s
}

func (r toy) Augment(p *features.Piece, random *rand.Rand) *Sequence {
	varied := &features.Piece{}
	by := random.IntN(5)
	for _, f := range p.Roll[:max(len(p.Roll)-random.IntN(3), 1)] {
		varied.Roll = append(varied.Roll, toyFrame(int(toyClass(f, toyHarmony, 3)), (int(toyClass(f, toyMelody, 5))+by)%5))
	}
	return r.Encode(varied)
}

func (toy) Write(primer features.Primer, steps int, temperature float64, random *rand.Rand) Writer {
	p := &features.Piece{Name: primer.Piece.Name, Roll: append(features.Roll{}, primer.Piece.Roll...)}
	return &toyWriter{piece: p, given: len(p.Roll), steps: len(p.Roll) + steps, temperature: temperature, random: random}
}

// toyWriter keeps the logits of all steps.
type toyWriter struct {
	piece       *features.Piece
	given, at   int
	steps       int
	harmony     int
	temperature float64
	random      *rand.Rand
	logits      [][]float32
}

// toyLogits receives the logits of a composition, by its name, where a test wants them.
var toyLogits map[string][][]float32

func (w *toyWriter) Input() ([]Input, bool) {
	if w.at == w.steps {
		return nil, false
	}
	return toyInputs(w.piece.Roll, w.at), true
}

func (w *toyWriter) Take(head int, logits []float32) int {
	w.logits = append(w.logits, append([]float32{}, logits...))
	class := Draw(logits, w.temperature, w.random)
	if w.at < w.given {
		first, classes := toyHarmony, 3
		if head == 1 {
			first, classes = toyMelody, 5
		}
		class = int(toyClass(w.piece.Roll[w.at], first, classes))
	}
	if head == 0 {
		w.harmony = class
		return class
	}
	if w.at >= w.given {
		w.piece.Roll = append(w.piece.Roll, toyFrame(w.harmony, class))
	}
	w.at++
	return class
}

func (w *toyWriter) Piece() *features.Piece {
	if toyLogits != nil {
		toyLogits[w.piece.Name] = w.logits
	}
	return w.piece
}

// accented has a third head: an accent where harmony and melody are even or odd together. It is conditioned
// on the melody, and does not change the music.
type accented struct{ toy }

func (accented) Heads() []Head {
	return append(toy{}.Heads(), Head{Name: "accent", Classes: 2, Weight: 1, ConditionsOnPrevious: true})
}

func (accented) Encode(p *features.Piece) *Sequence {
	s := toy{}.Encode(p)
	var targets []int16
	for t := range p.Steps() {
		harmony, melody := s.Targets[2*t], s.Targets[2*t+1]
		targets = append(targets, harmony, melody, (harmony+melody)%2)
	}
	s.Targets = targets
	return s
}

func (accented) Write(primer features.Primer, steps int, temperature float64, random *rand.Rand) Writer {
	return accentedWriter{toy{}.Write(primer, steps, temperature, random).(*toyWriter)}
}

type accentedWriter struct{ *toyWriter }

func (w accentedWriter) Take(head int, logits []float32) int {
	if head < 2 {
		return w.toyWriter.Take(head, logits)
	}
	w.logits = append(w.logits, append([]float32{}, logits...))
	f := w.piece.Roll[w.at-1]
	return int(toyClass(f, toyHarmony, 3)+toyClass(f, toyMelody, 5)) % 2
}

// tunes are random pieces: the i-th has i steps fewer than the first.
func tunes(n, steps int, random *rand.Rand) (pieces []*features.Piece) {
	for i := range n {
		p := &features.Piece{Name: string(rune('a' + i))}
		for range steps - i {
			p.Roll = append(p.Roll, toyFrame(random.IntN(3), random.IntN(5)))
		}
		pieces = append(pieces, p)
	}
	return pieces
}

// mean is the mean over all units of all pieces.
func mean(pieces iter.Seq2[int, []loss.Nats]) (sum loss.Nats) {
	units := 0
	for _, nats := range pieces {
		for _, n := range nats {
			sum = sum.Add(n)
			units++
		}
	}
	return sum.Scale(1 / float64(units))
}
