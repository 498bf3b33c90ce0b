package features

import (
	"encoding/json"
	"testing"

	"workbench/features/score"
)

// onGrid is a melody of quarter notes, each repeated once, transposed and on a grid.
func onGrid(t *testing.T, keys []int, transpose, stepsPerQuarter int) *Piece {
	t.Helper()
	s := &score.Score{TicksPerQuarter: 4}
	for i, key := range keys {
		for half := range 2 {
			s.Notes = append(s.Notes, score.Note{Start: int64(4*i + 2*half), End: int64(4*i + 2*half + 2), Key: uint8(key + transpose), Velocity: 80})
		}
	}
	p, err := FromScore("x", s, stepsPerQuarter)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestFingerprintOfCopies(t *testing.T) {
	tune := walk(1, 40)
	original := FingerprintOf(onGrid(t, tune, 0, 4))
	changed := append(append([]int{}, tune[:30]...), walk(2, 10)...)
	for name, test := range map[string]struct {
		piece *Piece
		want  bool
	}{
		"itself":               {onGrid(t, tune, 0, 4), true},
		"transposed":           {onGrid(t, tune, 7, 4), true},
		"a coarser grid":       {onGrid(t, tune, -5, 1), true},
		"another ending":       {onGrid(t, changed, 3, 2), true},
		"an excerpt":           {onGrid(t, tune[5:25], 0, 4), true},
		"another tune":         {onGrid(t, walk(3, 40), 0, 4), false},
		"too short to compare": {onGrid(t, tune[:6], 0, 4), false},
	} {
		f := FingerprintOf(test.piece)
		if f.Resembles(original) != test.want || original.Resembles(f) != test.want {
			t.Errorf("%s: resembles %v, want %v", name, f.Resembles(original), test.want)
		}
	}
}

// A fingerprint of a long piece has bounded size, and still recognizes the piece, a copy and long excerpts.
func TestFingerprintOfLongPieces(t *testing.T) {
	tune := walk(4, 1000)
	long := FingerprintOf(onGrid(t, tune, 0, 4))
	if len(long) != fingerprintSize {
		t.Errorf("%d hashes, want %d", len(long), fingerprintSize)
	}
	if !FingerprintOf(onGrid(t, tune, 2, 1)).Resembles(long) || !FingerprintOf(onGrid(t, tune[:600], 0, 4)).Resembles(long) {
		t.Error("a copy or an excerpt is not recognized")
	}
	for seed := 5; seed < 15; seed++ {
		if FingerprintOf(onGrid(t, walk(seed, 1000), 0, 4)).Resembles(long) || FingerprintOf(onGrid(t, walk(seed, 30), 0, 4)).Resembles(long) {
			t.Errorf("another tune, seed %d, is taken for it", seed)
		}
	}
}

func TestFingerprintText(t *testing.T) {
	f := FingerprintOf(onGrid(t, walk(1, 40), 0, 4))
	data, err := json.Marshal(f)
	if err != nil {
		t.Fatal(err)
	}
	var back PieceFingerprint
	if err := json.Unmarshal(data, &back); err != nil || len(back) != len(f) || !back.Resembles(f) {
		t.Errorf("%s: %v, %v", data, back, err)
	}
	for _, bad := range []string{`"AAA"`, `"%%%%"`, `"//////8AAAA="`, `"/////wAAAAA="`} {
		if err := json.Unmarshal([]byte(bad), &back); err == nil {
			t.Errorf("%s is read as %v", bad, back)
		}
	}
}
