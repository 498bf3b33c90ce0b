package metrics

import (
	"strconv"

	"workbench/internal/pitch"
)

// Profile is a histogram of a piece.
type Profile struct {
	Name   string    `json:"name"`
	Bins   []string  `json:"bins"`
	Shares []float64 `json:"shares"` // one a bin, adding up to 1; nil, in JSON null, where there is nothing to count
}

// profileKind is a kind of histogram.
type profileKind struct {
	name, what string
	bins       []string
	count      func(s *sound, add func(bin int))
}

const (
	mostKeys       = 10 // sounding at once, and more
	longestNote    = 16 // steps, and more
	widestInterval = 12 // semitones, and wider
)

var profileKinds = []profileKind{
	{"polyphony", "steps by number of sounding keys", numbered(0, mostKeys), func(s *sound, add func(int)) {
		for _, keys := range s.keys {
			add(min(keys, mostKeys))
		}
	}},
	{"note_length", "notes by length in steps", numbered(1, longestNote), func(s *sound, add func(int)) {
		for _, n := range s.notes {
			add(min(n.End-n.Start, longestNote) - 1)
		}
	}},
	{"interval", "intervals of the top voice in semitones, up and down", numbered(-widestInterval, widestInterval), func(s *sound, add func(int)) {
		for _, move := range s.moves() {
			add(min(max(move, -widestInterval), widestInterval) + widestInterval)
		}
	}},
	{"pitch_class", "notes by pitch class", pitch.Classes[:], func(s *sound, add func(int)) {
		for _, n := range s.notes {
			add(n.Key % 12)
		}
	}},
}

// numbered names the bins from low to high. The last holds what is above too, and where low is negative the
// first what is below.
func numbered(low, high int) []string {
	var bins []string
	for i := low; i <= high; i++ {
		bins = append(bins, strconv.Itoa(i))
	}
	if low < 0 {
		bins[0] = "≤" + bins[0]
	}
	bins[len(bins)-1] += "+"
	return bins
}

// profiles counts all histograms.
func (s *sound) profiles() []Profile {
	all := make([]Profile, len(profileKinds))
	for i, kind := range profileKinds {
		counts, total := make([]float64, len(kind.bins)), 0.0
		kind.count(s, func(bin int) { counts[bin]++; total++ })
		all[i] = Profile{Name: kind.name, Bins: kind.bins}
		if total == 0 {
			continue
		}
		for bin := range counts {
			counts[bin] /= total
		}
		all[i].Shares = counts
	}
	return all
}
