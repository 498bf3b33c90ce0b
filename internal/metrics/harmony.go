package metrics

import (
	"math"
	"math/bits"
	"slices"

	"workbench/features"
	"workbench/features/score"
)

// pitchClasses is a set of pitch classes, one bit each from C.
type pitchClasses uint16

func (c pitchClasses) count() int { return bits.OnesCount16(uint16(c)) }

// transposed raises the set by a given number of semitones, 0 to 11.
func (c pitchClasses) transposed(semitones int) pitchClasses {
	return (c<<semitones | c>>(12-semitones)) & 0xfff
}

// The triads and the usual seventh chords on C.
const (
	majorTriad      pitchClasses = 1<<0 | 1<<4 | 1<<7
	minorTriad      pitchClasses = 1<<0 | 1<<3 | 1<<7
	diminishedTriad pitchClasses = 1<<0 | 1<<3 | 1<<6
	augmentedTriad  pitchClasses = 1<<0 | 1<<4 | 1<<8

	dominantSeventh       = majorTriad | 1<<10
	majorSeventh          = majorTriad | 1<<11
	minorSeventh          = minorTriad | 1<<10
	halfDiminishedSeventh = diminishedTriad | 1<<10
	diminishedSeventh     = diminishedTriad | 1<<9
)

var (
	triads         = []pitchClasses{majorTriad, minorTriad, diminishedTriad, augmentedTriad}
	seventhChords  = []pitchClasses{dominantSeventh, majorSeventh, minorSeventh, halfDiminishedSeventh, diminishedSeventh}
	triadsSevenths = slices.Concat(triads, seventhChords)
)

// chords returns the pitch classes that sound in each step.
func (s *sound) chords() []pitchClasses {
	chords := make([]pitchClasses, len(s.keys))
	for _, n := range s.notes {
		for t := n.Start; t < n.End; t++ {
			chords[t] |= 1 << (n.Key % 12)
		}
	}
	return chords
}

// isOne tells whether the classes are one of some chords on C, transposed to any root.
func (c pitchClasses) isOne(chords []pitchClasses) bool {
	for root := range 12 {
		for _, chord := range chords {
			if c == chord.transposed(root) {
				return true
			}
		}
	}
	return false
}

// chordShare is the share of the steps with three or more pitch classes in which these are one of some chords on C,
// on any root and in any inversion.
func (s *sound) chordShare(kinds []pitchClasses) float64 {
	found, chords := 0, 0
	for _, c := range s.chords() {
		if c.count() < 3 {
			continue
		}
		chords++
		if c.isOne(kinds) {
			found++
		}
	}
	return float64(found) / float64(chords)
}

// chordChangesOnBeat is the share of the chord changes that fall on a beat of the metre. A chord is two or
// more pitch classes that sound together, in any voices; it changes where they differ from those of the chord before.
func (s *sound) chordChangesOnBeat() float64 {
	onBeat, changes := 0, 0
	var before pitchClasses
	for t, c := range s.chords() {
		if c.count() < 2 || c == before {
			continue
		}
		if before != 0 {
			changes++
			if s.isBeat(t) {
				onBeat++
			}
		}
		before = c
	}
	return float64(onBeat) / float64(changes)
}

// isBeat tells whether a beat of the metre begins at step t.
func (s *sound) isBeat(t int) bool {
	m, place := s.piece.MeasureAt(t)
	return place%max(4*s.beat*beatUnits(m.Metre)/max(m.Metre.Unit, 1), 1) == 0
}

// beatUnits is the number of units of a metre in a beat: 3 in compound metres, such as 6/8, otherwise 1.
func beatUnits(metre score.Metre) int {
	if metre.Beats > 3 && metre.Beats%3 == 0 && metre.Unit >= 8 {
		return 3
	}
	return 1
}

// Probe-tone ratings of the scale degrees in semitones above the tonic (Krumhansl and Kessler, 1982).
var (
	majorKeyProfile = [12]float64{6.35, 2.23, 3.48, 2.33, 4.38, 4.09, 2.52, 5.19, 2.39, 3.66, 2.29, 2.88}
	minorKeyProfile = [12]float64{6.33, 2.68, 3.52, 5.38, 2.60, 3.53, 2.54, 4.75, 3.98, 2.69, 3.34, 3.17}
)

// Key returns the tonic of a piece, as a pitch class with C = 0, and whether the key is minor, by the algorithm of
// Krumhansl and Schmuckler: the key whose profile correlates best with how long each pitch class sounds.
func Key(p *features.Piece) (tonic int, minor bool) { return newSound(p).key() }

// key is [Key] of what sounds.
func (s *sound) key() (tonic int, minor bool) {
	var durations [12]float64
	for _, n := range s.notes {
		durations[n.Key%12] += float64(n.End - n.Start)
	}
	best := math.Inf(-1)
	for i, profile := range [][12]float64{majorKeyProfile, minorKeyProfile} {
		for root := range 12 {
			var rotated [12]float64
			for class := range rotated {
				rotated[class] = profile[(class+12-root)%12]
			}
			if r := correlation(durations, rotated); r > best {
				best, tonic, minor = r, root, i == 1
			}
		}
	}
	return tonic, minor
}

// correlation is Pearson's, up to a factor that is the same for all rotations of a profile; 0 where nothing
// varies.
func correlation(a, b [12]float64) float64 {
	meanA, meanB := 0.0, 0.0
	for i := range a {
		meanA += a[i] / 12
		meanB += b[i] / 12
	}
	covariance, varianceA, varianceB := 0.0, 0.0, 0.0
	for i := range a {
		covariance += (a[i] - meanA) * (b[i] - meanB)
		varianceA += (a[i] - meanA) * (a[i] - meanA)
		varianceB += (b[i] - meanB) * (b[i] - meanB)
	}
	if varianceA*varianceB == 0 {
		return 0
	}
	return covariance / math.Sqrt(varianceA*varianceB)
}

// tonicEnding is 1 if the last sounding step holds only notes of the tonic triad, major or minor, above the
// tonic in the bass; otherwise 0, and NaN for silence.
func (s *sound) tonicEnding() float64 {
	end, bass := s.end()-1, math.MaxInt
	var last pitchClasses
	for _, n := range s.notes {
		if n.Start <= end && end < n.End {
			last |= 1 << (n.Key % 12)
			bass = min(bass, n.Key)
		}
	}
	if last == 0 {
		return math.NaN()
	}
	tonic, _ := s.key()
	major, minor := majorTriad.transposed(tonic), minorTriad.transposed(tonic)
	return yes(bass%12 == tonic && (last&^major == 0 || last&^minor == 0))
}

// lastChordLength is the number of steps from the last onset to the end of the music, NaN for silence.
func (s *sound) lastChordLength() float64 {
	if len(s.notes) == 0 {
		return math.NaN()
	}
	return float64(s.end() - s.notes[len(s.notes)-1].Start) // notes are in order of start
}
