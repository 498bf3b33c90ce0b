package sweep

import (
	"slices"
	"strings"
	"testing"
)

func TestSplitValues(t *testing.T) {
	tests := map[string][]string{
		"0.2":                    {"0.2"},
		"0,0.2, 0.5":             {"0", "0.2", "0.5"},
		"[64],[96,96]":           {"[64]", "[96,96]"},
		`["beat","position"],[]`: {`["beat","position"]`, "[]"},
		`"a,b",'c,"d',e`:         {`"a,b"`, `'c,"d'`, "e"},
		"random,":                {"random", ""},
		"[64,96":                 {"[64,96"}, // no list; the config says so
	}
	for text, want := range tests {
		if got := splitValues(text); !slices.Equal(got, want) {
			t.Errorf("%s gives %q, want %q", text, got, want)
		}
	}
}

func TestTrialNames(t *testing.T) {
	tests := []struct {
		sets []string
		want []string
	}{
		{nil, []string{"seed=1"}},
		{[]string{"seed=7"}, []string{"seed=7"}},
		{[]string{"seed=7,8"}, []string{"seed=7", "seed=8"}},
		{[]string{"train.epochs=5", "optimizer.learning_rate=0.010,1e-6", "model.dropout=0"}, []string{"learning_rate=0.01-seed=1", "learning_rate=1e-06-seed=1"}},
		{[]string{"optimizer.learning_rate=1,2", "model.dropout=0,0.5"}, []string{
			"dropout=0,learning_rate=1-seed=1", "dropout=0.5,learning_rate=1-seed=1", "dropout=0,learning_rate=2-seed=1", "dropout=0.5,learning_rate=2-seed=1"}},
		{[]string{"compose.steps=5,6", "train.tensorboard=true,false"}, []string{
			"tensorboard=true,steps=5-seed=1", "tensorboard=false,steps=5-seed=1", "tensorboard=true,steps=6-seed=1", "tensorboard=false,steps=6-seed=1"}},
		{[]string{"data.transpose=[0],[-1,2]", `optimizer.name=adam,"rmsprop"`}, []string{
			"transpose=0,name=adam-seed=1", "transpose=0,name=rmsprop-seed=1", "transpose=-1_2,name=adam-seed=1", "transpose=-1_2,name=rmsprop-seed=1"}},
		// The hashes are the first four bytes of the texts' SHA-256.
		{[]string{"data.midi=a/b,a b"}, []string{"midi=a-b-c14cddc0-seed=1", "midi=a-b-c8687a08-seed=1"}},
		{[]string{`train.reinit=["a/b"],[]`}, []string{"reinit=a-b-c14cddc0-seed=1", "reinit=-seed=1"}},
		{[]string{"name=x,y", `optimizer.name="adam",rmsprop`}, []string{
			"name=x,optimizer.name=adam-seed=1", "name=x,optimizer.name=rmsprop-seed=1", "name=y,optimizer.name=adam-seed=1", "name=y,optimizer.name=rmsprop-seed=1"}},
	}
	for _, test := range tests {
		axes, err := newAxes(test.sets)
		if err != nil {
			t.Fatal(err)
		}
		trials, err := grid(ConfigFile{Name: "tiny.toml", Text: []byte("[model]\ntime_layers = [6]\n")}, "p", axes)
		if err != nil {
			t.Errorf("%v: %v", test.sets, err)
			continue
		}
		var got []string
		for _, trial := range trials {
			got = append(got, trial.name)
		}
		if !slices.Equal(got, test.want) {
			t.Errorf("%v:\n%q, want\n%q", test.sets, got, test.want)
		}
	}
}

// Names stay within what file systems allow.
func TestLongNames(t *testing.T) {
	a, b := shortened(strings.Repeat("ä", 200)+"a", 60), shortened(strings.Repeat("ä", 200)+"b", 60)
	if len(a) > 60 || len(b) > 60 || a == b || strings.ToValidUTF8(a, "") != a {
		t.Errorf("%q, %q", a, b)
	}
}
