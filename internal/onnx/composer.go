// Package onnx turns a biaxial network into an ONNX model that composes one step (https://onnx.ai, IR version
// 8, operators of version 17). The feature groups, both LSTM stacks and the drawing of the keys from the
// lowest up are inside, so that a program in any language can compose with an ONNX runtime and a source of
// random numbers.
//
// Inputs, for P pieces, with S the number of steps that the features look back:
//
//	past         P×S×N×2   play and articulate of the last S steps, the oldest first; zero before a piece begins
//	sixteenth    P         place in its bar of the last step, 0 to 15, as int64; so are the next four
//	bar_steps    P         length in steps of the next step's bar, for the group form and lookback in bars
//	in_bar       P         place of the next step in its bar, in steps, for the group form
//	bar          P         number of that bar: 0 for the first full one, −1 for a pickup, for the group form
//	bars_left    P         bars after that one up to the end of the piece, for the group form
//	uniform      P×N×2     random numbers from 0 to below 1, for play and articulate of each key
//	temperature  1         the logits are divided by it
//	style        P×Y       the weights of the Y styles of a model with styles, which sum to 1
//	time1.h, time1.c …     P×N×H   the state of each layer along time; zero before a piece begins
//
// Outputs:
//
//	frame        P×N×2     the next step
//	logits       P×N×K     of play, and of articulate if K = 2, of each key given the lower keys of frame
//	time1.h.next …         the states after the step, which the next call takes
//
// S is free for lookback in bars and for the group match. past then has all steps, or at least as many as each group
// needs: lookback its longest distance and 8 more, match its reach and its longest length, velocities 32. Steps before
// them count as silent. For a network with velocities, past, uniform and frame are ×3: the third number is a MIDI velocity, and
// the random number for it. logits then are P×N×(K+V), those of the V velocities last.
package onnx

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"workbench/biaxial"
	"workbench/features"
)

// Composer describes a network that composes.
type Composer struct {
	Model      *biaxial.Model
	Groups     []string                 // feature groups, in the order of the attributes
	Lookback   features.LookbackOptions // of the group lookback
	Match      features.MatchOptions    // of the group match
	Phrases    []int                    // lengths in bars, of the group form
	LowerNotes []string                 // groups of the lower-note context
	Metadata   map[string]string        // for the user of the file
}

const (
	irVersion = 8
	opset     = 17
)

// Encode returns the bytes of the ONNX file. They depend only on the description. A feature group without an
// ONNX form is an error.
func (c *Composer) Encode() ([]byte, error) {
	for _, name := range c.Groups {
		if groups[name] == nil {
			return nil, fmt.Errorf("the feature group %s has no ONNX form; those that have one are %s", name, listed(groups))
		}
	}
	for _, name := range c.LowerNotes {
		if lowerGroups[name].next == nil {
			return nil, fmt.Errorf("the lower-note group %s has no ONNX form; those that have one are %s", name, listed(lowerGroups))
		}
	}
	b := builder{graph: &graph{name: "composer"}, Composer: c}
	b.build()
	var version, m message
	version.number(2, opset)
	m.number(1, irVersion)
	m.text(2, "workbench")
	m.message(7, b.encode())
	m.message(8, version)
	for _, key := range slices.Sorted(maps.Keys(c.Metadata)) {
		var entry message
		entry.text(1, key)
		entry.text(2, c.Metadata[key])
		m.message(14, entry)
	}
	return m, nil
}

func listed[V any](forms map[string]V) string {
	return strings.Join(slices.Sorted(maps.Keys(forms)), ", ")
}

// builder builds the graph of a composer.
type builder struct {
	*graph
	*Composer
	past, uniform, temperature value
	style                      value // empty without styles
}

func (b *builder) build() {
	size := b.memory()
	if size == 0 {
		size = steps
	}
	cell := "play, articulate"
	if b.Model.Velocity {
		cell = "play, articulate and MIDI velocity"
	}
	b.past = b.input("past", cell+" of the last steps, the oldest first", float32s, pieces, size, notes, b.cell())
	place := b.place()
	b.uniform = b.input("uniform", "random numbers from 0 to below 1", float32s, pieces, notes, b.cell())
	b.temperature = b.input("temperature", "the logits are divided by it", float32s, 1)
	if n := len(b.Model.Styles); n > 0 {
		b.style = b.input("style", "weights of the styles, which sum to 1", float32s, pieces, n)
	}
	for _, p := range b.Model.Stacked() {
		b.floats(p.Name, p.Data, p.Shape...)
	}
	last := b.slice(b.reshape(b.gather(b.past, b.list(-1), 1), 0, notes, b.cell()), 2, 0, 2)
	length := b.op("Shape", []value{b.past}, number("start", 1), number("end", 2))
	r := &reader{graph: b.graph, Composer: b.Composer, past: b.past, last: last, steps: length, place: place}
	var attributes, own []value
	for _, name := range b.Groups {
		attributes = append(attributes, groups[name](r))
	}
	if b.Model.Velocity {
		own = append(own, r.dynamics())
	}
	attributes = append(attributes, own...)
	if n := len(b.Model.Styles); n > 0 {
		attributes = append(attributes, r.everyKey(b.style, n))
	}
	h := b.alongTime(b.concat(2, attributes...))
	b.alongNotes(append([]value{h, b.split(last, 2)[0], b.uniform}, own...)...)
}

// place declares the inputs that tell where the next step lies, as far as a group reads them.
func (b *builder) place() (at place) {
	at.sixteenth = b.input("sixteenth", "place in its bar of the last step, 0 to 15", int64s, pieces)
	form := slices.Contains(b.Groups, "form")
	if form || slices.Contains(b.Groups, "lookback") && len(b.Lookback.Bars) > 0 {
		at.barSteps = b.input("bar_steps", "length of the bar of the next step by its metre, in steps", int64s, pieces)
	}
	if form {
		at.inBar = b.input("in_bar", "place of the next step in its bar, in steps; 0 is the downbeat", int64s, pieces)
		at.bar = b.input("bar", "number of that bar: 0 for the first full one, -1 for a pickup", int64s, pieces)
		at.barsLeft = b.input("bars_left", "bars after that one up to the end of the piece", int64s, pieces)
	}
	return at
}

// cell is the number of values of a key in a step: play, articulate and velocity.
func (c *Composer) cell() int {
	if c.Model.Velocity {
		return 3
	}
	return 2
}

// logits is the number of logits of a key.
func (c *Composer) logits() int {
	if c.Model.Velocity {
		return c.Model.Outputs + features.Velocities
	}
	return c.Model.Outputs
}

// alongTime takes the time stack one step on: from x, P×N×F, to its output, P×N×H.
func (b *builder) alongTime(x value) value {
	for i, hidden := range b.Model.TimeLayers {
		name := fmt.Sprint("time", i+1)
		h := b.input(name+".h", "output of the layer at the step before", float32s, pieces, notes, hidden)
		c := b.input(name+".c", "cell of the layer at the step before", float32s, pieces, notes, hidden)
		h, c = b.lstm(name, x, h, c)
		b.output(h, name+".h.next", "", pieces, notes, hidden)
		b.output(c, name+".c.next", "", pieces, notes, hidden)
		x = h
	}
	return x
}

// lstm is one step of an LSTM with gates in the order i, f, g, o.
func (g *graph) lstm(name string, x, h, c value) (hNext, cNext value) {
	z := g.add(g.add(g.matMul(x, value(name+".wx")), g.matMul(h, value(name+".wh"))), value(name+".bias"))
	gates := g.split(z, 4)
	cNext = g.add(g.mul(g.sigmoid(gates[1]), c), g.mul(g.sigmoid(gates[0]), g.tanh(gates[2])))
	return g.mul(g.sigmoid(gates[3]), g.tanh(cNext)), cNext
}

// alongNotes draws the keys from the lowest up. Its inputs are P×N×…: the output of the time stack, play of the step
// before, the random numbers and, with velocities, the dynamics. It is an ONNX Scan over the keys, whose state is
// that of the note stack and the lower-note context.
func (b *builder) alongNotes(inputs ...value) {
	k := &keyStep{graph: &graph{name: "key", prefix: "key."}, Composer: b.Composer, temperature: b.temperature, style: b.style}
	k.build()
	var initial []value
	for _, width := range k.widths {
		initial = append(initial, b.zeros(b.shapeOf(b.past, width)))
	}
	axes := slices.Repeat([]int{1}, len(inputs))
	results := b.ops("Scan", len(initial)+2, append(initial, inputs...),
		number("num_scan_inputs", len(inputs)), numbers("scan_input_axes", axes...), numbers("scan_output_axes", 1, 1), subgraph("body", k.graph))
	results = results[len(initial):]
	b.output(results[0], "frame", "the next step", pieces, notes, b.cell())
	b.output(results[1], "logits", "of each key, given the lower keys of frame", pieces, notes, b.logits())
}
