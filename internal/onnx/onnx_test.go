package onnx

import (
	"bytes"
	"math/rand/v2"
	"strconv"
	"strings"
	"testing"

	"google.golang.org/protobuf/encoding/protowire"

	"workbench/biaxial"
	"workbench/features"
	"workbench/features/dynamics"
)

// example is a small network with the given groups.
func example(t *testing.T, names, lower []string) Composer {
	t.Helper()
	lookback := features.LookbackOptions{Steps: []int{2, 7}}
	match := features.MatchOptions{Lengths: []int{3, 5}, Transposed: []int{2, 6}, Reach: 20}
	notes, err := features.NewEncoder(names, map[string]any{"lookback": &lookback, "match": &match})
	if err != nil {
		t.Fatal(err)
	}
	below, err := features.NewLowerNotes(lower, 2)
	if err != nil {
		t.Fatal(err)
	}
	shape := biaxial.Shape{Attributes: notes.Width(), TimeLayers: []int{6, 4}, NoteLayers: []int{5}, Outputs: 2, LowerNotes: below.Width()}
	return Composer{Model: biaxial.New(shape, rand.New(rand.NewPCG(1, 1))), Groups: names, Lookback: lookback, Match: match, LowerNotes: lower}
}

// TestEveryGroupHasAForm fails for a feature group that was added without one.
func TestEveryGroupHasAForm(t *testing.T) {
	c := example(t, features.GroupNames(), features.LowerNoteNames())
	first, err := c.Encode()
	if err != nil {
		t.Fatal(err)
	}
	if again, err := c.Encode(); err != nil || !bytes.Equal(first, again) {
		t.Errorf("the bytes differ from call to call (%v)", err)
	}
}

func TestGroupWithoutAForm(t *testing.T) {
	c := example(t, []string{"position"}, []string{"note"})
	c.Groups = []string{"position", "recent-onsets"}
	if _, err := c.Encode(); err == nil || !strings.Contains(err.Error(), "recent-onsets") {
		t.Errorf("a group without a form: %v", err)
	}
	c.Groups, c.LowerNotes = []string{"position"}, []string{"melody"}
	if _, err := c.Encode(); err == nil || !strings.Contains(err.Error(), "melody") {
		t.Errorf("a lower-note group without a form: %v", err)
	}
}

// TestInterface reads names and shapes of inputs and outputs back. A model has only the inputs that it reads; with
// lookback in bars, or match, the number of past steps is free.
func TestInterface(t *testing.T) {
	states := "time1.h Px88x6, time1.c Px88x6, time2.h Px88x4, time2.c Px88x4"
	next := strings.NewReplacer(".h", ".h.next", ".c", ".c.next").Replace(states)
	for _, test := range []struct {
		groups   []string
		bars     []int
		velocity bool
		in, out  string
	}{
		{[]string{"position", "lookback"}, nil, false, "past Px15x88x2, sixteenth P, uniform Px88x2, temperature 1, ", ", frame Px88x2, logits Px88x2"},
		{[]string{"position", "lookback"}, []int{1, 2}, false, "past Pxsx88x2, sixteenth P, bar_steps P, uniform Px88x2, temperature 1, ", ", frame Px88x2, logits Px88x2"},
		{[]string{"position", "match"}, nil, false, "past Pxsx88x2, sixteenth P, uniform Px88x2, temperature 1, ", ", frame Px88x2, logits Px88x2"},
		{[]string{"form"}, []int{1}, false, "past Px1x88x2, sixteenth P, bar_steps P, in_bar P, bar P, bars_left P, uniform Px88x2, temperature 1, ", ", frame Px88x2, logits Px88x2"},
		{[]string{"position"}, nil, true, "past Px32x88x3, sixteenth P, uniform Px88x3, temperature 1, ", ", frame Px88x3, logits Px88x34"},
	} {
		c := example(t, test.groups, []string{"note"})
		c.Lookback.Bars = test.bars
		if test.velocity {
			shape := c.Model.Shape
			shape.Velocity, shape.Attributes, shape.LowerNotes = true, shape.Attributes+dynamics.Width, shape.LowerNotes+dynamics.LowerWidth
			c.Model = biaxial.New(shape, rand.New(rand.NewPCG(1, 1)))
		}
		data, err := c.Encode()
		if err != nil {
			t.Fatal(err)
		}
		graph := embedded(t, data, 7)[0]
		if got, want := interfaceOf(t, graph, 11), test.in+states; got != want {
			t.Errorf("inputs: %s; want %s", got, want)
		}
		if got, want := interfaceOf(t, graph, 12), next+test.out; got != want {
			t.Errorf("outputs: %s; want %s", got, want)
		}
		// Each weight is a constant under its own name.
		constants := map[string]bool{}
		for _, v := range embedded(t, graph, 5) {
			constants[string(embedded(t, v, 8)[0])] = true
		}
		for _, p := range c.Model.Parameters {
			if !constants[p.Name] {
				t.Errorf("no constant %s", p.Name)
			}
		}
	}
}

// interfaceOf lists names and shapes of the inputs or outputs of a graph, which the field holds.
func interfaceOf(t *testing.T, graph []byte, field protowire.Number) string {
	t.Helper()
	var all []string
	for _, v := range embedded(t, graph, field) {
		array := embedded(t, embedded(t, v, 2)[0], 1)[0]
		var sizes []string
		for _, d := range embedded(t, embedded(t, array, 2)[0], 1) {
			sizes = append(sizes, size(t, d))
		}
		all = append(all, string(embedded(t, v, 1)[0])+" "+strings.Join(sizes, "x"))
	}
	return strings.Join(all, ", ")
}

// embedded are the values of a field of type bytes.
func embedded(t *testing.T, m []byte, field protowire.Number) (values [][]byte) {
	t.Helper()
	for len(m) > 0 {
		number, kind, n := protowire.ConsumeTag(m)
		length := protowire.ConsumeFieldValue(number, kind, m[max(n, 0):])
		if n < 0 || length < 0 {
			t.Fatal("not a protobuf message")
		}
		if number == field {
			value, _ := protowire.ConsumeBytes(m[n:])
			values = append(values, value)
		}
		m = m[n+length:]
	}
	return values
}

// size is a dimension's size; of one that is free P for pieces, and s for steps.
func size(t *testing.T, dimension []byte) string {
	if number, _, n := protowire.ConsumeTag(dimension); number == 1 {
		v, _ := protowire.ConsumeVarint(dimension[n:])
		return strconv.FormatUint(v, 10)
	}
	return map[string]string{"pieces": "P", "steps": "s"}[string(embedded(t, dimension, 2)[0])]
}
