package features

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"workbench/features/internal/similar"
	"workbench/features/score"
)

// melody is a piece of quarter notes above a held bass.
func melody(t *testing.T, name string, transpose int, keys ...int) *Piece {
	t.Helper()
	s := &score.Score{TicksPerQuarter: 4}
	for i, key := range keys {
		s.Notes = append(s.Notes, score.Note{Start: int64(4 * i), End: int64(4*i + 4), Key: uint8(key + transpose), Velocity: 80})
		s.Notes = append(s.Notes, score.Note{Start: int64(4*i + 2), End: int64(4*i + 4), Key: uint8(40 + i%3 + transpose), Velocity: 80})
	}
	p, err := FromScore(name, s, 4)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// walk is a melody of n keys that a seed decides.
func walk(seed, n int) []int {
	random := rand.New(rand.NewPCG(uint64(seed), 0))
	keys := make([]int, n)
	for i := range keys {
		keys[i] = 60 + random.IntN(24)
	}
	return keys
}

func pieceNames(groups ...[]*Piece) string {
	var all []string
	for _, group := range groups {
		var names []string
		for _, p := range group {
			names = append(names, p.Name)
		}
		all = append(all, strings.Join(names, "="))
	}
	return strings.Join(all, " ")
}

func TestDuplicates(t *testing.T) {
	a, b := walk(1, 40), walk(2, 40)
	changed := slices.Clone(a) // 24 of 33 windows stay
	changed[20]++
	half := append(slices.Clone(a[:20]), walk(3, 60)...) // 13 of a's 33 windows, too few
	for _, test := range []struct {
		name   string
		pieces []*Piece
		want   string
	}{
		{"different pieces", []*Piece{melody(t, "a", 0, a...), melody(t, "b", 0, b...)}, ""},
		{"a copy, transposed", []*Piece{melody(t, "a", 0, a...), melody(t, "b", 0, b...), melody(t, "a+5", 5, a...)}, "a=a+5"},
		{"a copy with one note changed", []*Piece{melody(t, "a", 0, a...), melody(t, "a'", 0, changed...)}, "a=a'"},
		{"an excerpt", []*Piece{melody(t, "a", 0, a...), melody(t, "a/2", 0, a[:20]...)}, "a=a/2"},
		{"a common beginning", []*Piece{melody(t, "a", 0, a...), melody(t, "half", 0, half...)}, ""},
		{"short pieces", []*Piece{melody(t, "x", 0, 60, 62, 64), melody(t, "y", 7, 60, 62, 64), melody(t, "z", 0, 60, 62, 65)}, "x=y"},
		{"a chain", []*Piece{melody(t, "a", 0, a...), melody(t, "b", 0, b...), melody(t, "ab", 0, append(slices.Clone(a), b...)...)}, "a=b=ab"},
	} {
		c := &Corpus{Pieces: test.pieces}
		if got := pieceNames(c.Resemblance().Duplicates()...); got != test.want {
			t.Errorf("%s: groups %q, want %q", test.name, got, test.want)
		}
	}
}

// TestManyCopies: any number of copies is one group.
func TestManyCopies(t *testing.T) {
	c := new(Corpus)
	for i := range 3 * similar.Common {
		c.Pieces = append(c.Pieces, melody(t, fmt.Sprint(i), i%12, walk(1, 20)...))
	}
	if groups := c.Resemblance().Duplicates(); len(groups) != 1 || len(groups[0]) != len(c.Pieces) {
		t.Errorf("%d groups", len(groups))
	}
}

// TestSplitKeepsCopiesTogether: with any share and number of copies, no group is on both sides, and the pieces
// that resemble no other stay where their names put them.
func TestSplitKeepsCopiesTogether(t *testing.T) {
	moved := 0
	for copies := 2; copies < 7; copies++ {
		corpus := func() *Corpus {
			c := new(Corpus)
			for i := range 12 {
				c.Pieces = append(c.Pieces, melody(t, fmt.Sprintf("piece-%d", i), 0, walk(i, 30)...))
			}
			for i := range copies {
				c.Pieces = append(c.Pieces, melody(t, fmt.Sprintf("piece-0 copy %d", i), i, walk(0, 30)...))
			}
			slices.SortFunc(c.Pieces, func(a, b *Piece) int { return strings.Compare(a.Name, b.Name) })
			return c
		}
		for _, validation := range []float64{0.1, 0.3, 0.5} {
			c, byName := corpus(), corpus()
			c.Split(validation)
			byName.SplitByName(validation)
			for _, group := range c.Resemblance().Duplicates() {
				for _, p := range group {
					if p.Split != group[0].Split {
						t.Errorf("%d copies, %v: %s is %s, %s is %s", copies, validation, group[0].Name, group[0].Split, p.Name, p.Split)
					}
				}
			}
			for i, p := range c.Pieces {
				if p.Split != byName.Pieces[i].Split {
					moved++
					if !strings.HasPrefix(p.Name, "piece-0") {
						t.Errorf("%v: %s has moved to %s", validation, p.Name, p.Split)
					}
				}
			}
			if len(c.Of(Train)) == 0 || len(c.Of(Valid)) == 0 {
				t.Errorf("%d copies, %v: an empty side", copies, validation)
			}
			if len(c.Resemblance().Leaks(Valid)) > 0 {
				t.Errorf("%d copies, %v: %s leak", copies, validation, pieceNames(c.Resemblance().Leaks(Valid)))
			}
		}
	}
	if moved == 0 {
		t.Error("no copy has moved, so this test tests nothing")
	}
}

// TestSplitOfCopiesOnly: where all pieces are copies of one, each side still has some.
func TestSplitOfCopiesOnly(t *testing.T) {
	c := &Corpus{Pieces: []*Piece{melody(t, "a", 0, walk(1, 30)...), melody(t, "b", 0, walk(1, 30)...), melody(t, "c", 0, walk(1, 30)...)}}
	c.Split(0.5)
	if len(c.Of(Train)) == 0 || len(c.Of(Valid)) == 0 {
		t.Error("an empty side")
	}
	if got := pieceNames(c.Resemblance().Leaks(Valid)); got != pieceNames(c.Of(Valid)) {
		t.Errorf("leaked: %s", got)
	}
}

// TestStarterHasNoDuplicates: the split of the starter corpus is that by name.
func TestStarterHasNoDuplicates(t *testing.T) {
	c, err := Starter(Grid(4))
	if err != nil {
		t.Fatal(err)
	}
	if groups := c.Resemblance().Duplicates(); len(groups) > 0 {
		t.Errorf("groups %s", pieceNames(groups...))
	}
}
