package trained

import (
	"math"
	"strings"
	"testing"

	"workbench/features"
	"workbench/internal/config"
	"workbench/internal/model"
	"workbench/internal/nn"
)

// styledModel is a small network with the styles bach, chopin and liszt.
func styledModel(t *testing.T) *Model {
	t.Helper()
	c, err := config.Parse("x.toml", nil, []string{"model.time_layers=[4]", "model.note_layers=[3]"})
	if err != nil {
		t.Fatal(err)
	}
	m, err := model.New(c)
	if err != nil {
		t.Fatal(err)
	}
	weights := map[string]nn.Parameter{}
	for _, p := range m.Parameters() {
		weights[p.Name] = p
	}
	for _, style := range []string{"liszt", "bach", "chopin"} {
		weights["style.time."+style] = nn.Zeros("style.time."+style, 16)
		weights["style.note."+style] = nn.Zeros("style.note."+style, 12)
	}
	if err := m.Restore(weights); err != nil {
		t.Fatal(err)
	}
	return &Model{Model: m}
}

func TestParseStyle(t *testing.T) {
	m := styledModel(t)
	for text, want := range map[string]features.Style{
		"":                       nil,
		"bach":                   {"bach": 1},
		"bach=0.7,chopin=0.3":    {"bach": 0.7, "chopin": 0.3},
		" bach = 3 , liszt = 1 ": {"bach": 0.75, "liszt": 0.25},
		"bach,liszt":             {"bach": 0.5, "liszt": 0.5},
	} {
		got, err := m.ParseStyle(text)
		if err != nil || len(got) != len(want) {
			t.Errorf("%q: %v, %v", text, got, err)
		}
		for name, weight := range want {
			if math.Abs(got[name]-weight) > 1e-12 {
				t.Errorf("%q: %v, want %v", text, got, want)
			}
		}
	}
	for text, want := range map[string]string{
		"shopin":          `did you mean "chopin"?`,
		"ravel":           `it has "bach", "chopin" or "liszt"`,
		"bach=-1":         "a number above 0",
		"bach=much":       "a number above 0",
		"bach=0.5,bach=1": "twice",
		"bach,":           "no style",
	} {
		if _, err := m.ParseStyle(text); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %q", text, err, want)
		}
	}
}
