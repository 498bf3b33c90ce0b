package features

import (
	"fmt"
	"math/rand/v2"
	"slices"
)

// Segment is an excerpt of a piece for training: its inputs are T steps from Start on, and the label of each is
// the step after it. Start is a bar line, or −1 for the beginning of the piece, where the first input is the
// silence before it.
type Segment struct {
	Piece     *Piece
	Start     int
	Steps     int // T
	Semitones int // transposition, up

	noise float64 // share of the sounding cells that its inputs show changed
	seed  uint64  // of the noise
}

var silence Frame

// Input returns the music up to input i, 0 to T−1, including the music before the segment, and its place. Before
// and after the piece there is silence. A segment of a sampler with noise shows some cells changed, the same ones in
// all of its inputs.
func (s Segment) Input(i int) (past Past, at Place) {
	t := s.Start + i
	return func(back int) *Frame { return s.noisy(t - back) }, s.Piece.place(t)
}

// Label returns the frame that follows input i, and false beyond the end of the piece: padding, which does not
// count in the loss.
func (s Segment) Label(i int) (f *Frame, ok bool) {
	t := s.Start + i + 1
	return s.frame(t), t < s.Piece.Steps()
}

func (s Segment) frame(t int) *Frame {
	if t < 0 || t >= s.Piece.Steps() {
		return &silence
	}
	return s.Piece.Roll[t].Transposed(s.Semitones)
}

// noisy is the frame of step t as the inputs show it. Each cell that sounds is changed with the probability
// noise: it falls silent, moves by one or two keys, or gets another within an octave beside it, which are equally
// likely, so that about as many keys sound as before.
func (s Segment) noisy(t int) *Frame {
	f := s.frame(t)
	if s.noise == 0 || f == &silence {
		return f
	}
	changed, random := f, rand.NewPCG(s.seed, uint64(t))
	for n, cell := range f {
		if cell == Silent || float64(random.Uint64()>>11)/(1<<53) >= s.noise {
			continue
		}
		if changed == f {
			clone := *f
			changed = &clone
		}
		draw := random.Uint64() // decides the kind of change, then the distance by higher bits, and the direction by the highest
		kind, distance, to := draw%3, draw>>8, n
		switch kind {
		case 1:
			to += 1 + int(distance%2)
		case 2:
			to += 1 + int(distance%12)
		}
		if draw>>63 == 1 {
			to = 2*n - to
		}
		if kind < 2 {
			changed[n] = Silent
		}
		if to != n && to >= 0 && to < Keys {
			changed[to] = cell
		}
	}
	return changed
}

// Tensor returns the input x, T×N×F, the label y, T×N×2 (play and articulate of the next step), and the mask,
// T: 1 for a step of the piece and 0 for padding. It is the readable reference for tests; package biaxial fills
// its batches in its own layout.
func (e *Encoder) Tensor(s Segment) (x, y, mask []float32) {
	size := Keys * e.width
	x, y, mask = make([]float32, s.Steps*size), make([]float32, s.Steps*Keys*2), make([]float32, s.Steps)
	for i := range s.Steps {
		past, at := s.Input(i)
		e.Encode(x[i*size:(i+1)*size], past, at)
		label, ok := s.Label(i)
		if !ok {
			continue
		}
		mask[i] = 1
		for n, cell := range label {
			if cell.Play() {
				y[(i*Keys+n)*2] = 1
			}
			if cell.Articulate() {
				y[(i*Keys+n)*2+1] = 1
			}
		}
	}
	return x, y, mask
}

// Sampler draws segments of T steps from pieces.
type Sampler struct {
	Noise float64 // share of the sounding cells that the inputs of segments show changed; the labels are as they are

	pieces    []*Piece
	steps     int
	semitones [][]int // for each piece, the transpositions that keep it on the keyboard
}

// NewSampler returns a sampler of segments of the given number of steps, each transposed by one of the given
// numbers of semitones. Transpositions that would move a note of a piece off the keyboard are left out for that
// piece. It panics without pieces or steps.
func NewSampler(pieces []*Piece, steps int, transpose []int) *Sampler {
	if len(pieces) == 0 || steps < 1 {
		panic(fmt.Sprintf("features: sampler of %d pieces, %d steps", len(pieces), steps))
	}
	s := &Sampler{pieces: pieces, steps: steps}
	for _, p := range pieces {
		s.semitones = append(s.semitones, p.Transpositions(transpose))
	}
	return s
}

// Draw returns the given number of random segments.
func (s *Sampler) Draw(segments int, random *rand.Rand) []Segment {
	drawn := make([]Segment, segments)
	for i := range drawn {
		drawn[i] = s.draw(random)
	}
	return drawn
}

// draw returns a segment of a random piece, as Deep Jammer does, from a random bar line on. All pieces, and all
// bar lines of a piece, are equally likely. It is shorter only if the piece is.
func (s *Sampler) draw(random *rand.Rand) Segment {
	i := random.IntN(len(s.pieces))
	p := s.pieces[i]
	starts := 1
	for starts < len(p.Measures) && p.Measures[starts].Start+s.steps < p.Steps() {
		starts++
	}
	start := -1
	if k := random.IntN(starts); k > 0 {
		start = p.Measures[k].Start
	}
	return s.withNoise(Segment{Piece: p, Start: start, Steps: min(s.steps, p.Steps()-(start+1)), Semitones: s.semitone(i, random)}, random)
}

// withNoise gives a segment noise of its own, if there is any.
func (s *Sampler) withNoise(segment Segment, random *rand.Rand) Segment {
	if s.Noise > 0 {
		segment.noise, segment.seed = s.Noise, random.Uint64()
	}
	return segment
}

// Pass returns batches of up to size segments that cover every step of every piece, in random order. Each
// segment begins at a bar line, so a few steps occur twice. Segments end with their pieces.
func (s *Sampler) Pass(size int, random *rand.Rand) [][]Segment {
	var all []Segment
	for i, p := range s.pieces {
		k := s.semitone(i, random)
		for start := -1; ; {
			left := p.Steps() - (start + 1)
			all = append(all, s.withNoise(Segment{Piece: p, Start: start, Steps: min(s.steps, left), Semitones: k}, random))
			if left <= s.steps {
				break
			}
			next := start + s.steps
			if m, _ := p.MeasureAt(next); m.Start > start && m.Start > 0 {
				next = m.Start
			}
			start = next
		}
	}
	return Batches(all, size, func(s Segment) int { return s.Steps }, random)
}

// Batches divides all, in random order, into batches of up to size. The items of a batch have similar lengths,
// so that there is little padding. It shuffles all.
func Batches[S any](all []S, size int, length func(S) int, random *rand.Rand) [][]S {
	random.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
	var batches [][]S
	for neighbours := range slices.Chunk(all, 16*size) {
		slices.SortStableFunc(neighbours, func(a, b S) int { return length(a) - length(b) })
		batches = slices.AppendSeq(batches, slices.Chunk(neighbours, size))
	}
	random.Shuffle(len(batches), func(i, j int) { batches[i], batches[j] = batches[j], batches[i] })
	return batches
}

func (s *Sampler) semitone(piece int, random *rand.Rand) int {
	if fitting := s.semitones[piece]; len(fitting) > 1 {
		return fitting[random.IntN(len(fitting))]
	}
	return s.semitones[piece][0]
}
