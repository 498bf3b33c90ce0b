package figure

import "testing"

func TestGolden(t *testing.T) {
	one := arpeggio(64)
	one.Title = "Arpeggio"
	prompted := piece(48, [3]int{60, 0, 4}, [3]int{60, 4, 4}, [3]int{64, 8, 16}, [3]int{67, 16, 1}, [3]int{67, 17, 1}, [3]int{43, 0, 48})
	prompted.Prompt, prompted.Title = 20, "A prompt, and what follows"
	frames := arpeggio(64)
	frames.Articulated, frames.AllKeys, frames.Measures, frames.QuartersPerMinute = false, true, nil, 0
	cjk := arpeggio(32)
	cjk.Title = "月光 · 월광 소나타 · Лунная соната"
	train, valid := noisyLoss(1000)
	loss := LossChart("Training and validation", train, valid, 11.491)
	grad := train
	grad.Name, grad.Noisy = "", true
	loss.Panels = append(loss.Panels, Panel{Label: "gradient norm", Log: true, All: true, Curves: []Curve{grad}})
	runs := Chart{Title: "Validation", Panels: []Panel{{Baseline: 11.5, Curves: []Curve{
		Fold("adam ×2", []Curve{falling("", 100, 2.14), falling("", 100, 2.18)}), falling("rmsprop", 60, 2.16)}}}}
	for i := range runs.Panels[0].Curves {
		runs.Panels[0].Curves[i].Number = i + 1
	}
	samples := Stack{Rolls: []Roll{random(64, 0.5), random(64, 0.05), piece(64), arpeggio(64)}, Captions: []string{"epoch 0", "epoch 1", "epoch 2", "epoch 3"}}
	column := Style{Width: 85, DPI: 150}
	for name, c := range map[string]struct {
		figure Figure
		style  Style
	}{
		"roll.png": {one, column}, "prompt.png": {prompted, column}, "frames.png": {frames, column}, "wrapped.png": {arpeggio(600), column},
		"silent.png": {piece(32), column}, "print.png": {prompted, Style{Width: 85, DPI: 150, Theme: Print}},
		"dark.png": {prompted, Style{Width: 85, DPI: 150, Theme: Dark}}, "cjk.png": {cjk, column}, "samples.png": {samples, column},
		"loss.png": {loss, column}, "runs.png": {runs, column}, "runs-print.png": {runs, Style{Width: 85, DPI: 150, Theme: Print}},
		"surprise.png": {Surprise{Roll: prompted, NLL: stepwise}, column},
	} {
		compareGolden(t, name, write(t, c.figure, PNG, c.style))
	}
}

// stepwise is a surprise that grows with the steps, on a few keys.
func stepwise(step, key int) float64 {
	if key%4 != 3 {
		return 0.01
	}
	return float64(step) / 5
}
