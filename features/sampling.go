package features

import (
	"math"
	"strings"

	"workbench/features/score"
)

// Sampling says how the steps of a roll are taken from the notes of a score. The zero value takes onsets and
// durations, in the key of the source. A model that learned from frames (see [Frames]) reads other music as
// its frames were made: the keys that sound at each step, and often in one common key and register. The four
// sets of Boulanger-Lewandowski et al. (2012) are in C major or C minor.
type Sampling struct {
	Sounding bool    `json:"sounding"`           // the keys that sound at the beginning of each step, without onsets
	InC      bool    `json:"in_c"`               // transposed to C major or C minor
	MeanKey  float64 `json:"mean_key,omitempty"` // MIDI key number around which transposed music lies; 0 = any
}

// SameSteps reports whether models with these samplings read the same steps from the same pieces. The octave to which pieces
// are transposed may differ.
func (s Sampling) SameSteps(other Sampling) bool {
	return s.Sounding == other.Sounding && s.InC == other.InC
}

// SamplingOf returns how the training pieces of a model were taken. Frames are in C if that is the likely key of
// at least half of the pieces.
func SamplingOf(training []*Piece) Sampling {
	var s Sampling
	inC, keys, notes := 0, 0, 0
	for _, p := range training {
		if p.Articulated {
			return Sampling{}
		}
		if key, ok := likelyKey(p.Score(1, 120)); ok && key.Tonic() == 0 {
			inC++
		}
		sum, n := p.Roll.keySum()
		keys, notes = keys+sum, notes+n
	}
	s.Sounding = len(training) > 0
	if s.InC = s.Sounding && 2*inC >= len(training); s.InC {
		s.MeanKey = math.Round(100*float64(keys)/float64(max(notes, 1))) / 100
	}
	return s
}

// String describes the sampling in words.
func (s Sampling) String() string {
	words := []string{"onsets and durations"}
	if s.Sounding {
		words[0] = "the keys that sound at each step"
	}
	if s.InC {
		words = append(words, "transposed to C")
	}
	return strings.Join(words, ", ")
}

// take changes a piece that [FromScore] made as the sampling says. The semitones of a transposition are added
// to Piece.Transposed.
func (s Sampling) take(p *Piece) {
	if s.Sounding {
		p.sampleSounding()
	}
	if s.InC {
		p.Transpose(s.toC(p))
	}
}

// sampleSounding replaces the roll by the keys that sound at the beginning of each step. A note between two
// steps leaves no trace, unless all notes are such; then the roll keeps its grid and loses its onsets only.
func (p *Piece) sampleSounding() {
	roll := soundingRoll(p.Played, p.Steps(), p.StepsPerQuarter)
	if _, _, sounds := roll.Range(); sounds {
		p.Roll, p.Merged = roll, 0
	}
	p.DropArticulation()
}

// soundingRoll returns the keys that sound at the beginning of each step, without onsets.
func soundingRoll(s *score.Score, steps, stepsPerQuarter int) Roll {
	roll := make(Roll, steps)
	perQuarter, ticks := int64(stepsPerQuarter), int64(s.TicksPerQuarter)
	for _, n := range s.Notes {
		if n.Key < Lowest || n.Key > Highest {
			continue
		}
		// Step t begins at tick t·ticks/perQuarter.
		for t := (n.Start*perQuarter + ticks - 1) / ticks; t < int64(steps) && t*ticks < n.End*perQuarter; t++ {
			roll[t][n.Key-Lowest] = Held
		}
	}
	return roll
}

// toC returns the semitones that move a piece to C, 0 if its key is not known or nothing fits the keyboard. Of
// the octaves it is the one that brings the mean of the keys nearest to MeanKey.
func (s Sampling) toC(p *Piece) int {
	key, ok := likelyKey(p.Played)
	lowest, highest, sounds := p.Roll.Range()
	if !ok || !sounds {
		return 0
	}
	sum, n := p.Roll.keySum()
	mean := float64(sum) / float64(n)
	target := s.MeanKey
	if target == 0 {
		target = mean
	}
	best, distance := 0, math.Inf(1)
	for by := -key.Tonic() - 48; by <= 48; by += 12 {
		if d := math.Abs(mean + float64(by) - target); d < distance && lowest+by >= Lowest && highest+by <= Highest {
			best, distance = by, d
		}
	}
	return best
}

// keySum returns the sum of the MIDI key numbers of all cells that sound, and the number of these cells.
func (r Roll) keySum() (sum, cells int) {
	for t := range r {
		for n, cell := range r[t] {
			if cell.Play() {
				sum += n + Lowest
				cells++
			}
		}
	}
	return sum, cells
}

// The evidence for a key beside its profile, in units of correlation. With these values 203 of 220 chorales by
// Bach get the tonic that the JSB set gives them; by the signature alone it is 194, by the profile alone 154.
const (
	finalBassEvidence = 0.2 // the piece ends with the tonic in the bass
	signatureEvidence = 0.1 // the source has the key's signature, and again if it names its mode
)

// likelyKey returns the key in which a piece most likely ends; ok is false for silence.
func likelyKey(s *score.Score) (key score.Key, ok bool) {
	if len(s.Notes) == 0 {
		return key, false
	}
	bass := finalBass(s.Notes)
	best := math.Inf(-1)
	for candidate, fit := range score.KeyFits(s.Notes) {
		if bass%12 == candidate.Tonic() {
			fit += finalBassEvidence
		}
		if len(s.Keys) > 0 && s.Keys[0].Fifths == candidate.Fifths {
			fit += signatureEvidence
			if s.Keys[0].Minor == candidate.Minor {
				fit += signatureEvidence
			}
		}
		if fit > best {
			key, best = candidate, fit
		}
	}
	return key, true
}

// finalBass is the lowest key that sounds when the last note begins.
func finalBass(notes []score.Note) int {
	last, bass := notes[len(notes)-1].Start, math.MaxInt
	for _, n := range notes {
		if n.End > last || n.Start == last {
			bass = min(bass, int(n.Key))
		}
	}
	return bass
}
