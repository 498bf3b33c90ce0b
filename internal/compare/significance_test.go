package compare

import (
	"bytes"
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"workbench/internal/console"
	"workbench/internal/piecelosses"
)

// writeLosses stores the validation losses of 30 pieces of 10 steps at epoch 2. Pieces differ by up to 6 nats
// per step, and the run has offset more than the piece, ± wobble.
func writeLosses(t testing.TB, dir string, offset, wobble float64) {
	t.Helper()
	l := piecelosses.Losses{Epoch: 2, Unit: "step"}
	for i := range 30 {
		noise := wobble * float64((i*7)%3-1)
		l.Pieces = append(l.Pieces, piecelosses.Piece{Name: fmt.Sprintf("piece-%d", i), Units: 10, NLL: 10 * (8 + float64(i%7) + offset + noise)})
	}
	if err := piecelosses.Write(dir, l); err != nil {
		t.Fatal(err)
	}
}

// text renders the selected rows and columns as text.
func text(t testing.TB, c *Comparison, s Selection) string {
	t.Helper()
	table, err := NewTable(c, s)
	if err != nil {
		t.Fatal(err)
	}
	data, err := Formats[0].Render(table)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

func TestDifferenceFromBest(t *testing.T) {
	for _, test := range []struct {
		name           string
		offset, wobble float64
		significant    bool
		words          string
	}{
		{"clearly worse", 0.5, 0.2, true, "the difference is significant"},
		{"the same but for noise", 0.01, 1, false, "the interval contains 0, so these pieces show no difference"},
	} {
		top := t.TempDir()
		writeLosses(t, writeRun(t, filepath.Join(top, "good"), 1, 11, "x = 1"), 0, 0)
		writeLosses(t, writeRun(t, filepath.Join(top, "other"), 1, 11+test.offset, "x = 2"), test.offset, test.wobble)
		c := compare(t, true, top)
		if c.Groups[0].Difference != nil {
			t.Errorf("%s: the best row differs from itself", test.name)
		}
		d := c.Groups[1].Difference
		if d == nil || d.Against != "good" || d.Pieces != 30 || d.Significant() != test.significant {
			t.Fatalf("%s: %+v", test.name, d)
		}
		if !(d.Low <= d.Value && d.Value <= d.High) {
			t.Errorf("%s: %v is outside %v to %v", test.name, d.Value, d.Low, d.High)
		}
		if text := text(t, c, Selection{}); !strings.Contains(text, test.words) || !strings.Contains(text, "over 30 pieces") || !strings.Contains(text, "from best") {
			t.Errorf("%s: no %q in\n%s", test.name, test.words, text)
		}
	}
}

// TestDifferenceNeedsTheSamePieces: other pieces, another epoch or no losses at all give no difference, and
// the note says so.
func TestDifferenceNeedsTheSamePieces(t *testing.T) {
	for name, change := range map[string]func(*piecelosses.Losses){
		"another piece": func(l *piecelosses.Losses) { l.Pieces[3].Name = "other" },
		"one piece less": func(l *piecelosses.Losses) {
			l.Pieces = l.Pieces[1:]
		},
		"another grid":  func(l *piecelosses.Losses) { l.Pieces[0].Units = 11 },
		"another epoch": func(l *piecelosses.Losses) { l.Epoch = 3 },
	} {
		top := t.TempDir()
		writeLosses(t, writeRun(t, filepath.Join(top, "a"), 1, 11, "x = 1"), 0, 0)
		b := writeRun(t, filepath.Join(top, "b"), 1, 12, "x = 2")
		writeLosses(t, b, 1, 0)
		l, err := piecelosses.Read(b)
		if err != nil {
			t.Fatal(err)
		}
		change(l)
		if err := piecelosses.Write(b, *l); err != nil {
			t.Fatal(err)
		}
		c := compare(t, true, top)
		if d := c.Groups[1].Difference; d != nil {
			t.Errorf("%s: difference %+v", name, d)
		}
		if text := text(t, c, Selection{}); !strings.Contains(text, "1 row could not be tested") {
			t.Errorf("%s: %s", name, text)
		}
	}
}

// TestDifferenceBetweenCorpora: rows are compared only with the best of their own corpus.
func TestDifferenceBetweenCorpora(t *testing.T) {
	top := t.TempDir()
	for i, corpus := range []string{"c0ffee", "c0ffee", "decade"} {
		dir := writeRun(t, filepath.Join(top, fmt.Sprint(i)), 1, float64(12-i), fmt.Sprintf("x = %d", i))
		writeLosses(t, dir, float64(-i), 0)
		replaceInfo(t, dir, "c0ffee", corpus)
	}
	c := compare(t, true, top) // 10 on decade, then 11 and 12 on c0ffee
	for i, want := range []string{"", "", "1"} {
		got := ""
		if d := c.Groups[i].Difference; d != nil {
			got = d.Against
		}
		if got != want {
			t.Errorf("%s is compared with %q, want %q", c.Groups[i].Name, got, want)
		}
	}
	if c.Comparable() {
		t.Error("two corpora are comparable")
	}
}

// TestEqualLossesAreTheSame: no interval from +0.000 to +0.000 of runs that a copy or another code version made.
func TestEqualLossesAreTheSame(t *testing.T) {
	top := t.TempDir()
	for i, nats := range []float64{0, 0, 1} {
		dir := writeRun(t, filepath.Join(top, fmt.Sprint(i)), 1, 11, fmt.Sprintf("x = %d", i))
		writeLosses(t, dir, nats, 0)
	}
	got := text(t, compare(t, true, top), Selection{})
	if !strings.Contains(got, "1: the same losses as 0 on every piece (") || strings.Contains(got, "2: the same") || strings.Contains(got, "+0.000 to +0.000") {
		t.Error(got)
	}
}

// TestEvaluatePiecesWarns: a run without checkpoints is left without losses.
func TestEvaluatePiecesWarns(t *testing.T) {
	top := t.TempDir()
	writeRun(t, filepath.Join(top, "a"), 1, 11, "x = 1")
	var progress bytes.Buffer
	c := compare(t, true, top)
	c.EvaluatePieces(&console.Streams{Progress: &progress})
	if !strings.Contains(progress.String(), "warning: no losses by piece of "+filepath.Join(top, "a")) {
		t.Errorf("%q", progress.String())
	}
}
