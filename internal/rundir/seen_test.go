package rundir

import (
	"math/rand/v2"
	"slices"
	"testing"

	"workbench/features"
)

// The index finds the same piece as a comparison with every training piece in turn.
func TestSeen(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 1))
	fingerprint := func() features.PieceFingerprint {
		var f features.PieceFingerprint
		for range random.IntN(12) {
			f = append(f, random.Uint32N(60))
		}
		slices.Sort(f)
		return slices.Compact(f)
	}
	var training []TrainingPiece
	for range 40 {
		training = append(training, TrainingPiece{Fingerprint: fingerprint()})
	}
	seen, found := NewSeen(training), 0
	for range 500 {
		f := fingerprint()
		var want *TrainingPiece
		if i := slices.IndexFunc(training, func(p TrainingPiece) bool { return f.Resembles(p.Fingerprint) }); i >= 0 {
			want = &training[i]
			found++
		}
		if got := seen.Find(f); got != want {
			t.Fatalf("%v: found %v, want %v", f, got, want)
		}
	}
	if found < 50 || found > 450 {
		t.Errorf("%d of 500 resemble a training piece, so this test tests little", found)
	}
}
