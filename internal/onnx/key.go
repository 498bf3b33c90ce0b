package onnx

import (
	"fmt"
	"slices"

	"workbench/features/dynamics"
)

// keyStep is the graph that decides one key of each piece.
type keyStep struct {
	*graph
	*Composer
	temperature value
	style       value // empty without styles

	widths []int // of the states, P×W, which are zero at the lowest key
}

// state declares a state, P×W, and returns its value at this key.
func (k *keyStep) state(name string, width int) value {
	k.widths = append(k.widths, width)
	return k.input(k.prefix+name, "", float32s, pieces, width)
}

// build declares the states, then the inputs of a key. The outputs are the states of the next key, then the
// key's cell and logits.
func (k *keyStep) build() {
	var h, c, lower, next []value
	for i, hidden := range k.Model.NoteLayers {
		h = append(h, k.state(fmt.Sprintf("note%d.h", i+1), hidden))
		c = append(c, k.state(fmt.Sprintf("note%d.c", i+1), hidden))
	}
	outputs := k.Model.Outputs
	for _, name := range k.LowerNotes {
		lower = append(lower, k.state(name, lowerGroups[name].width(outputs)))
	}
	context, strikes := slices.Clone(lower), lowerStrikes{}
	if k.Model.Velocity {
		strikes = k.lowerStrikes()
		context = append(context, strikes.context(k.graph))
	}
	if k.style != "" {
		context = append(context, k.style)
	}
	x := k.input(k.prefix+"time", "", float32s, pieces, k.Model.TimeLayers[len(k.Model.TimeLayers)-1])
	lastPlay := k.input(k.prefix+"last", "", float32s, pieces, 1)
	uniform := k.split(k.input(k.prefix+"uniform", "", float32s, pieces, k.cell()), k.cell())

	x = k.concat(1, append([]value{x}, context...)...)
	for i := range h {
		x, c[i] = k.lstm(fmt.Sprint("note", i+1), x, h[i], c[i])
		next = append(next, x, c[i])
	}
	logits := k.add(k.matMul(x, "dense.w"), "dense.bias")
	play, articulate := k.draw(logits, lastPlay, uniform)
	cell := []value{play, articulate}
	known := k.concat(1, cell[:outputs]...)
	for i, name := range k.LowerNotes {
		next = append(next, lowerGroups[name].next(k.graph, lower[i], known, play, outputs))
	}
	if k.Model.Velocity {
		own := k.input(k.prefix+"dynamics", "", float32s, pieces, dynamics.Width)
		drawn, more := k.velocity(uniform[2], append(append([]value{x}, context...), own)...)
		drawn = k.mul(articulate, drawn)
		cell, logits = append(cell, drawn), k.concat(1, logits, more)
		next = append(next, strikes.next(k.graph, drawn)...)
	}
	for i, v := range next {
		k.output(v, fmt.Sprint(k.prefix, "next", i+1), "", pieces, k.widths[i])
	}
	k.output(k.concat(1, cell...), k.prefix+"cell", "", pieces, k.cell())
	k.output(logits, k.prefix+"logits", "", pieces, k.logits())
}

// draw is play and articulate of a key, P×1 each. A key that was silent before cannot be held: it is an onset.
// A network without articulate knows held keys only.
func (k *keyStep) draw(logits, lastPlay value, u []value) (play, articulate value) {
	p := k.split(k.sigmoid(k.div(logits, k.temperature)), k.Model.Outputs)
	play = k.less(u[0], p[0])
	if k.Model.Outputs == 1 {
		return play, k.sub(play, play)
	}
	silent := k.sub(k.scalar(1), lastPlay)
	return play, k.mul(play, k.max(silent, k.less(u[1], p[1])))
}
