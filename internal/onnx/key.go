package onnx

import "fmt"

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
	return k.input(k.prefix+name, "", float32s, 0, width)
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
	time := k.input(k.prefix+"time", "", float32s, 0, k.Model.TimeLayers[len(k.Model.TimeLayers)-1])
	lastPlay := k.input(k.prefix+"last", "", float32s, 0, 1)
	uniform := k.input(k.prefix+"uniform", "", float32s, 0, 2)

	inputs := append([]value{time}, lower...)
	if k.style != "" {
		inputs = append(inputs, k.style)
	}
	x := k.concat(1, inputs...)
	for i := range h {
		x, c[i] = k.lstm(fmt.Sprint("note", i+1), x, h[i], c[i])
		next = append(next, x, c[i])
	}
	logits := k.add(k.matMul(x, "dense.w"), "dense.bias")
	play, articulate := k.draw(logits, lastPlay, uniform)
	cell := k.concat(1, play, articulate)
	known := cell
	if outputs == 1 {
		known = play
	}
	for i, name := range k.LowerNotes {
		next = append(next, lowerGroups[name].next(k.graph, lower[i], known, play, outputs))
	}
	for i, v := range next {
		k.output(v, fmt.Sprint(k.prefix, "next", i+1), "", 0, k.widths[i])
	}
	k.output(cell, k.prefix+"cell", "", 0, 2)
	k.output(logits, k.prefix+"logits", "", 0, outputs)
}

// draw is play and articulate of a key, P×1 each. A key that was silent before cannot be held: it is an onset.
// A network without articulate knows held keys only.
func (k *keyStep) draw(logits, lastPlay, uniform value) (play, articulate value) {
	p, u := k.split(k.sigmoid(k.div(logits, k.temperature)), k.Model.Outputs), k.split(uniform, 2)
	play = k.less(u[0], p[0])
	if k.Model.Outputs == 1 {
		return play, k.sub(play, play)
	}
	silent := k.sub(k.table([]float32{1}, 1), lastPlay)
	return play, k.mul(play, k.max(silent, k.less(u[1], p[1])))
}
