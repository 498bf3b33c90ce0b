package evaluate

import (
	"bytes"
	"math"
	"strings"
	"testing"

	"workbench/features"
	"workbench/internal/metrics"
	"workbench/loss"
)

func TestRecognize(t *testing.T) {
	for _, test := range []struct {
		pieces     int
		marginal   float64
		set, split string
	}{
		{76, 10.9505, "JSB Chorales", features.Valid},
		{77, 11.0603, "JSB Chorales", features.Test},
		{170, 10.252, "Nottingham", features.Test},
		{12, 11.4911, "Piano-midi.de", features.Valid},
		{124, 11.51, "MuseData", features.Test},
		{76, 10.8, "", ""},   // other training pieces
		{75, 10.951, "", ""}, // a piece is missing
	} {
		set, split, ok := recognize(test.pieces, test.marginal)
		if ok != (test.set != "") || ok && (set.name != test.set || split != test.split) {
			t.Errorf("%d pieces, %v: %s %s, %v", test.pieces, test.marginal, set.name, split, ok)
		}
	}
}

func TestMarginalOf(t *testing.T) {
	var piece features.Piece
	piece.Roll = make(features.Roll, 3) // one key in two of three frames
	piece.Roll[0][40], piece.Roll[1][40] = features.Held, features.Held
	want := -(2*math.Log(2.5/4) + math.Log(1.5/4) + 3*87*math.Log(3.5/4)) / 3
	if got := marginalOf([]*features.Piece{&piece}, []*features.Piece{&piece}); math.Abs(got-want) > 1e-9 {
		t.Errorf("%v, want %v", got, want)
	}
}

// Only exact results on the same split are comparable, and each other row has a reason.
func TestPublishedRows(t *testing.T) {
	for _, set := range benchmarkSets {
		for _, split := range []string{features.Valid, features.Test} {
			comparable := map[string]bool{}
			for _, row := range publishedRows(set.name, split) {
				comparable[row.Model] = row.Comparable
				if row.Comparable == (row.Reason != "") {
					t.Errorf("%s: %+v", set.name, row)
				}
				if row.Comparable && !strings.HasSuffix(row.Convention, "exact") {
					t.Errorf("%s: %+v is comparable", set.name, row)
				}
			}
			if comparable["BALSTM, best of 5"] != (split == features.Test) || comparable["RNN-RBM (HF)"] || comparable["DBN-LSTM"] {
				t.Errorf("%s %s: %v", set.name, split, comparable)
			}
		}
	}
	if rows := publishedRows("JSB Chorales", features.Test); rows[len(rows)-1].Model != "random" || rows[len(rows)-1].NLL != 61 {
		t.Errorf("the last row is %+v", rows[len(rows)-1])
	}
}

func TestOwnRows(t *testing.T) {
	r := Report{Run: "runs/a", parts: []string{"play"}, Pieces: []PieceScore{
		{Frames: 2, sum: loss.Nats{10}, first: loss.Nats{8}},
		{Frames: 4, sum: loss.Nats{8}, first: loss.Nats{2}},
		{Frames: 1, sum: loss.Nats{3}, first: loss.Nats{3}},
	}}
	r.sumUp()
	for i, want := range []float64{21. / 7, (5. + 2 + 3) / 3, (2. + 6) / 4} {
		if row := r.ownRows()[i]; math.Abs(row.NLL-want) > 1e-9 {
			t.Errorf("%+v, want %v", row, want)
		}
	}
	b := Benchmark{Set: "JSB Chorales", Split: features.Test, Rows: append(r.ownRows(), publishedRows("JSB Chorales", features.Test)...)}
	var text bytes.Buffer
	if err := b.print(&text); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"runs/a", "without first frames", "BALSTM, best of 5", "yes", "no: an upper bound"} {
		if !strings.Contains(text.String(), want) {
			t.Errorf("no %q in\n%s", want, text.String())
		}
	}
}

// The rows of a mixture do not bear the name of one of its runs.
func TestOwnRowsOfAMixture(t *testing.T) {
	r := Report{Run: "runs/a", Mixture: []Member{{Run: "runs/a"}, {Run: "runs/b"}}, parts: []string{"play"}, Pieces: []PieceScore{{Frames: 2, sum: loss.Nats{10}, first: loss.Nats{8}}}}
	r.sumUp()
	for _, row := range r.ownRows() {
		if row.Model != "mixture of 2 models" {
			t.Errorf("a row is named %q", row.Model)
		}
	}
}

// Pieces that the weights have learned from are scored apart.
func TestSeenPieces(t *testing.T) {
	r := Report{parts: []string{"play"}, Resamples: 10, Pieces: []PieceScore{
		{Name: "a", Frames: 2, sum: loss.Nats{10}}, {Name: "b", Frames: 2, sum: loss.Nats{2}}, {Name: "c", Frames: 2, sum: loss.Nats{4}}}}
	r.sumUp()
	r.addSeen([]string{"a"})
	if r.Seen.Pieces != 1 || r.Seen.NLL.Value != 5 || r.New.Pieces != 2 || r.New.NLL.Value != metrics.Number(1.5) || !r.Pieces[0].Seen || r.Pieces[1].Seen {
		t.Errorf("seen %+v, new %+v", r.Seen, r.New)
	}
}
