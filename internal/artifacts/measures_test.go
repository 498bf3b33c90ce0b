package artifacts

import (
	"slices"
	"strings"
	"testing"

	"workbench/internal/figure"
)

func TestMeasures(t *testing.T) {
	roll := figure.Roll{Steps: 60, Keys: 88, Measures: []int{0, 16, 32, 48}, Prompt: 20,
		Cell: func(step, key int) (bool, bool) { return key == step, step == 16 }}
	for text, want := range map[string]figure.Roll{
		"2-3": {Steps: 32, FirstMeasure: 2, FirstStep: 16, Measures: []int{0, 16}, Prompt: 4},
		"4-9": {Steps: 12, FirstMeasure: 4, FirstStep: 48, Measures: []int{0}},
		"4":   {Steps: 12, FirstMeasure: 4, FirstStep: 48, Measures: []int{0}},
		"1-4": {Steps: 60, FirstMeasure: 1, Measures: []int{0, 16, 32, 48}, Prompt: 20},
	} {
		got, err := Measures(roll, text)
		if err != nil || got.Steps != want.Steps || got.FirstMeasure != want.FirstMeasure || got.FirstStep != want.FirstStep ||
			!slices.Equal(got.Measures, want.Measures) || got.Prompt != want.Prompt {
			t.Errorf("%s: %+v (%v)", text, got, err)
		}
		if play, articulate := got.Cell(0, want.FirstStep); !play || articulate != (want.FirstStep == 16) {
			t.Errorf("%s begins with another step", text)
		}
	}
	for text, says := range map[string]string{"": "5-12", "x": "5-12", "0-2": "5-12", "3-2": "5-12", "5-7": "4 measures"} {
		if _, err := Measures(roll, text); err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("%q: %v", text, err)
		}
	}
}
