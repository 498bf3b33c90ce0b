package primer

import (
	"math/rand/v2"
	"testing"

	"workbench/features"
	"workbench/features/score"
	"workbench/internal/config"
)

// TestPickup: a primer that begins with the pickup of a piece begins at its place in the bar, and with every place in the
// bar that the piece has there. On request, or where the config gives the metre, all begin on the downbeat.
func TestPickup(t *testing.T) {
	piece := features.EmptyPiece(score.CommonTime, 4)
	piece.Roll = make(features.Roll, 36)
	piece.Measures[0].Skip = 12
	piece.ExtendMeasures()
	draw := func(metre string, downbeat bool) (places map[int]bool) {
		c := config.Default()
		c.Compose.Metre, c.Compose.PrimerSteps = metre, 1
		primers, err := Draw(&c, Generators(100, rand.New(rand.NewPCG(1, 2))), downbeat, func() ([]*features.Piece, error) { return []*features.Piece{piece}, nil })
		if err != nil {
			t.Fatal(err)
		}
		places = map[int]bool{}
		for _, p := range primers {
			_, place := p.Piece.MeasureAt(0)
			places[place] = true
			if full := p.Piece.MeasuresEnd(1); place == 12 && full != 20 || place == 0 && metre == "auto" && full != 16 {
				t.Errorf("from place %d, the first full measure ends at step %d", place, full)
			}
		}
		return places
	}
	if got := draw("auto", false); len(got) != 2 || !got[0] || !got[12] {
		t.Errorf("places of the first step: %v, want 0 and 12", got)
	}
	for _, metre := range []string{"auto", "3/4"} {
		if got := draw(metre, true); len(got) != 1 || !got[0] {
			t.Errorf("%s, on the downbeat: places of the first step %v", metre, got)
		}
	}
	if got := draw("3/4", false); len(got) != 1 || !got[0] {
		t.Errorf("in 3/4: places of the first step %v", got)
	}
}
