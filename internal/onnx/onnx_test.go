package onnx

import (
	"bytes"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"testing"

	"google.golang.org/protobuf/encoding/protowire"

	"workbench/biaxial"
	"workbench/features"
)

// example is a small network with the given groups.
func example(t *testing.T, names, lower []string) Composer {
	t.Helper()
	lookback := features.LookbackOptions{Steps: []int{2, 7}}
	notes, err := features.NewEncoder(names, map[string]any{"lookback": &lookback})
	if err != nil {
		t.Fatal(err)
	}
	below, err := features.NewLowerNotes(lower, 2)
	if err != nil {
		t.Fatal(err)
	}
	shape := biaxial.Shape{Attributes: notes.Width(), TimeLayers: []int{6, 4}, NoteLayers: []int{5}, Outputs: 2, LowerNotes: below.Width()}
	return Composer{Model: biaxial.New(shape, rand.New(rand.NewPCG(1, 1))), Groups: names, Lookback: lookback, LowerNotes: lower}
}

// TestEveryGroupHasAForm fails for a feature group that was added without one. The group form has none: a caller does
// not know the length of the piece.
func TestEveryGroupHasAForm(t *testing.T) {
	groups := slices.DeleteFunc(features.GroupNames(), func(name string) bool { return name == "form" })
	c := example(t, groups, features.LowerNoteNames())
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

// TestInterface reads names and shapes of inputs and outputs back.
func TestInterface(t *testing.T) {
	c := example(t, []string{"position", "lookback"}, []string{"note"})
	data, err := c.Encode()
	if err != nil {
		t.Fatal(err)
	}
	graph := embedded(t, data, 7)[0]
	for field, want := range map[protowire.Number]string{
		11: "past Nx15x88x2, sixteenth N, uniform Nx88x2, temperature 1, time1.h Nx88x6, time1.c Nx88x6, time2.h Nx88x4, time2.c Nx88x4",
		12: "time1.h.next Nx88x6, time1.c.next Nx88x6, time2.h.next Nx88x4, time2.c.next Nx88x4, frame Nx88x2, logits Nx88x2",
	} {
		var got []string
		for _, v := range embedded(t, graph, field) {
			array := embedded(t, embedded(t, v, 2)[0], 1)[0]
			var sizes []string
			for _, d := range embedded(t, embedded(t, array, 2)[0], 1) {
				sizes = append(sizes, size(d))
			}
			got = append(got, string(embedded(t, v, 1)[0])+" "+strings.Join(sizes, "x"))
		}
		if strings.Join(got, ", ") != want {
			t.Errorf("field %d: %s; want %s", field, strings.Join(got, ", "), want)
		}
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

// size is a dimension's size, N for one that is free.
func size(dimension []byte) string {
	if number, _, n := protowire.ConsumeTag(dimension); number == 1 {
		v, _ := protowire.ConsumeVarint(dimension[n:])
		return strconv.FormatUint(v, 10)
	}
	return "N"
}
