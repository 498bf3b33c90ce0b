package tokens

import (
	"math"
	"slices"
	"strings"
	"testing"

	"workbench/features"
	"workbench/internal/nn"
)

func byName(r *Tokens) map[string]nn.Parameter {
	tensors := map[string]nn.Parameter{}
	for _, p := range r.Tensors() {
		tensors[p.Name] = p
	}
	return tensors
}

func TestRestore(t *testing.T) {
	r := New([]*features.Piece{chords(5, 60, 64, 67), chords(6, 21, 108), chords(5, 30, 32, 34, 36, 38, 40, 42, 44, 46, 48, 50, 52)}, Options{})
	restored, err := Restore(byName(r), Options{})
	if err != nil {
		t.Fatal(err)
	}
	p := chords(2, 60, 64, 67, 108, 21)
	if got, want := restored.Encode(p), r.Encode(p); !slices.Equal(got.Targets, want.Targets) || restored.Inputs() != r.Inputs() || len(r.tokens) != 16+1056+3 {
		t.Errorf("%v, want %v", got.Targets, want.Targets)
	}
}

func TestRestoreRefusesDamage(t *testing.T) {
	chord := 16 + 1056 // the row of C4.E4.G4:2, the first of two
	for _, test := range []struct {
		name   string
		damage func(p *nn.Parameter)
		want   string // part of the error
	}{
		{"no tensor", func(p *nn.Parameter) { p.Name = "" }, "no tensor"},
		{"another shape", func(p *nn.Parameter) { p.Shape = []int{p.Shape[0] * 13} }, "columns"},
		{"missing numbers", func(p *nn.Parameter) { p.Data = p.Data[13:] }, "columns"},
		{"too many tokens", func(p *nn.Parameter) { p.Shape, p.Data = []int{40_000, 13}, make([]float32, 40_000*13) }, "40000"},
		{"nothing", func(p *nn.Parameter) { p.Shape, p.Data = []int{0, 13}, nil }, "columns"},
		{"a rest of 17", func(p *nn.Parameter) { p.Data[0] = 17 }, "row 0: 17 is not a duration"},
		{"a note of 5 steps", func(p *nn.Parameter) { p.Data[chord*13] = 5 }, "5 is not a duration"},
		{"half a step", func(p *nn.Parameter) { p.Data[0] = 1.5 }, "1.5 is not a duration"},
		{"NaN", func(p *nn.Parameter) { p.Data[chord*13+1] = float32(math.NaN()) }, "NaN is not a key"},
		{"half a key", func(p *nn.Parameter) { p.Data[chord*13+1] = 60.5 }, "60.5 is not a key"},
		{"a key beyond the keyboard", func(p *nn.Parameter) { p.Data[chord*13+3] = 109 }, "109 is not a key"},
		{"keys that go down", func(p *nn.Parameter) { p.Data[chord*13+2] = 59 }, "key 59 is out of order"},
		{"a key after none", func(p *nn.Parameter) { p.Data[chord*13+2] = 0 }, "key 67 is out of order"},
		{"a token in another's place", func(p *nn.Parameter) { p.Data[0] = 2 }, "row 0 should be rest:1"},
		{"a chord twice", func(p *nn.Parameter) { copy(p.Data[(chord+1)*13:], p.Data[chord*13:(chord+1)*13]) }, "C4.E4.G4:2 is there twice"},
		{"no chord of the last row", func(p *nn.Parameter) { p.Shape[0]--; p.Data = p.Data[:p.Shape[0]*13]; p.Shape[0]-- }, "columns"},
		{"a missing rest", func(p *nn.Parameter) { p.Shape[0]--; p.Data = p.Data[13:] }, "row 0 should be rest:1"},
		{"half the vocabulary", func(p *nn.Parameter) { p.Shape[0] = 100; p.Data = p.Data[:1300] }, "row 100 should be"},
		{"a row too many", func(p *nn.Parameter) {
			p.Shape[0]++
			p.Data = append(p.Data, p.Data[:13]...)
		}, "1 rows too many"},
	} {
		r := New([]*features.Piece{chords(5, 60, 64, 67), chords(5, 70, 74, 77)}, Options{})
		p := r.Tensors()[0]
		test.damage(&p)
		_, err := Restore(map[string]nn.Parameter{p.Name: p}, Options{})
		if err == nil || !strings.Contains(err.Error(), test.want) || !strings.Contains(err.Error(), "vocabulary") {
			t.Errorf("%s: error %v, want %q in it", test.name, err, test.want)
		}
	}
}
