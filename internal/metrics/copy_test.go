package metrics

import (
	"math"
	"math/rand/v2"
	"testing"

	"workbench/features"
)

// random makes notes of a given number of onsets, one to three steps apart, each with one or two keys.
func random(seed uint64, onsets int) [][3]int {
	r := rand.New(rand.NewPCG(seed, 1))
	var notes [][3]int
	for t := 0; onsets > 0; onsets-- {
		key := 50 + r.IntN(12)
		notes = append(notes, [3]int{t, t + 1, key})
		if r.IntN(2) == 0 {
			notes = append(notes, [3]int{t, t + 1, key + 3 + r.IntN(12)})
		}
		t += 1 + r.IntN(3)
	}
	return notes
}

// between are the notes that begin from step start up to end, moved by a given number of steps and semitones.
func between(notes [][3]int, start, end, steps, semitones int) [][3]int {
	var part [][3]int
	for _, n := range notes {
		if n[0] >= start && n[0] < end {
			part = append(part, [3]int{n[0] + steps, n[1] + steps, n[2] + semitones})
		}
	}
	return part
}

func onsetsOf(notes [][3]int) int {
	steps := map[int]bool{}
	for _, n := range notes {
		steps[n[0]] = true
	}
	return len(steps)
}

func TestCopied(t *testing.T) {
	one, two, own := random(1, 100), random(2, 100), random(3, 100)
	index := NewIndex([]*features.Piece{tune(t, "one", 4, one...), tune(t, "two", 4, two...)})

	fresh := index.Copied(tune(t, "", 4, own...))
	if fresh.Windows != 100-WindowEvents+1 || fresh.Share != 0 || fresh.Transposed != 0 || fresh.From != "" || fresh.Longest != (Stretch{}) {
		t.Errorf("a piece of its own: %+v", fresh)
	}
	itself := index.Copied(tune(t, "", 4, two...))
	last := two[len(two)-1][0]
	if itself.Share != 1 || itself.From != "two" || itself.FromShare != 1 || itself.Longest != (Stretch{Steps: last + 1, Events: 100, From: "two"}) {
		t.Errorf("a training piece: %+v", itself)
	}

	// Steps 40 to 79 of the second piece, from step 20 on in the same key and then a fourth higher.
	passage := between(two, 40, 80, 0, 0)
	events := onsetsOf(passage)
	windows := events - WindowEvents + 1
	first, length := passage[0][0], passage[len(passage)-1][0]-passage[0][0]+1
	for _, semitones := range []int{0, 5} {
		notes := append(between(own, 0, 20, 0, 0), between(passage, 0, 1000, 20-first, semitones)...)
		notes = append(notes, between(own, 80, 120, 0, 0)...)
		got := index.Copied(tune(t, "", 4, notes...))
		wantShare := Number(float64(windows) / float64(got.Windows))
		if got.Transposed != wantShare || got.From != "two" || got.FromShare != wantShare {
			t.Errorf("%d semitones: %+v, want %d of the windows", semitones, got, windows)
		}
		if exact := map[int]Number{0: wantShare, 5: 0}[semitones]; got.Share != exact {
			t.Errorf("%d semitones: %v in the same key, want %v", semitones, got.Share, exact)
		}
		if want := (Stretch{Steps: length, Events: events, Start: 20, From: "two", FromStart: first, Semitones: semitones}); got.Longest != want {
			t.Errorf("%d semitones: longest %+v, want %+v", semitones, got.Longest, want)
		}
	}
}

// TestNoCopy has what might be taken for one.
func TestNoCopy(t *testing.T) {
	one, two := random(1, 20), random(2, 20)
	end := one[len(one)-1][0] + 2
	training := []*features.Piece{tune(t, "one", 4, one...), tune(t, "two", 4, two...), tune(t, "chord", 4, [3]int{0, 500, 60}, [3]int{0, 500, 64})}
	index := NewIndex(training)

	held := index.Copied(tune(t, "", 4, [3]int{0, 500, 60}, [3]int{0, 500, 64}))
	if held.Windows != 0 || !math.IsNaN(float64(held.Share)) || !math.IsNaN(float64(held.FromShare)) || held.From != "" {
		t.Errorf("a held chord: %+v", held)
	}
	// Windows across the end of a training piece do not count: the last four events of one and the first four
	// of two.
	tail, head := between(one, one[0][0], end, 0, 0), between(two, 0, 1000, end, 0)
	joint := append(lastEvents(tail, 4), firstEvents(head, 4)...)
	if got := index.Copied(tune(t, "", 4, joint...)); got.Windows != 1 || got.Transposed != 0 {
		t.Errorf("across the end of a piece: %+v", got)
	}
	// Another rhythm is no copy, another length of the notes is one.
	slower, longer := make([][3]int, len(one)), make([][3]int, len(one))
	for i, n := range one {
		slower[i] = [3]int{2 * n[0], 2*n[0] + 1, n[2]}
		longer[i] = [3]int{n[0], n[0] + 3, n[2]}
	}
	if got := index.Copied(tune(t, "", 4, slower...)); got.Transposed != 0 {
		t.Errorf("in another rhythm: %+v", got)
	}
	if got := index.Copied(tune(t, "", 4, longer...)); got.Share != 1 {
		t.Errorf("with longer notes: %+v", got)
	}
	if got := NewIndex(nil).Copied(training[0]); got.Share != 0 || got.From != "" {
		t.Errorf("without training pieces: %+v", got)
	}
}

func firstEvents(notes [][3]int, events int) [][3]int {
	for i := range notes {
		if onsetsOf(notes[:i+1]) > events {
			return notes[:i]
		}
	}
	return notes
}

func lastEvents(notes [][3]int, events int) [][3]int {
	for i := range notes {
		if onsetsOf(notes[i:]) == events {
			return notes[i:]
		}
	}
	return notes
}

// TestRepetitiveMusic is quick although every window is found everywhere: a quadratic number of pairs, each
// looked at once.
func TestRepetitiveMusic(t *testing.T) {
	var notes [][3]int
	for i := range 2000 {
		notes = append(notes, [3]int{i, i + 1, 60})
	}
	p := tune(t, "tremolo", 4, notes...)
	if got := NewIndex([]*features.Piece{p, p}).Copied(p); got.Share != 1 || got.Longest.Events != 2000 {
		t.Errorf("%+v", got)
	}
}

func TestSpreadOfCopies(t *testing.T) {
	s := SpreadOfCopies([]Copy{{Windows: 4, Share: 0.5, Transposed: 1, Longest: Stretch{Steps: 20}}, {Share: Number(math.NaN()), Transposed: Number(math.NaN())}})
	if s.Share.Count != 1 || s.Share.Median != 0.5 || s.Transposed.Mean != 1 || s.Longest.Median != 10 {
		t.Errorf("%+v", s)
	}
}
