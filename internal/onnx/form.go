package onnx

import "slices"

// barsLeft is the number of bars left from which on they count as many, and classes are the lower limits of the
// classes of this number in the group form.
const barsLeft = 8

var classes = [...]int{0, 1, 2, 3, 4, barsLeft}

// form is where the next step lies in its bar, the bar in phrases of some lengths, and how many bars are left.
func (r *reader) form() value {
	at, column := r.place, func(v value) value { return r.unsqueeze(v, 1) }
	parts := []value{
		column(r.equal(at.inBar, r.indices(0, 0))),
		column(r.equal(r.add(at.inBar, at.inBar), at.barSteps)),
		column(r.div(r.float(at.inBar), r.float(at.barSteps))),
	}
	width := len(parts) + len(classes) + 1
	for _, bars := range r.Phrases {
		parts = append(parts, r.gather(r.identity(bars), r.op("Mod", []value{at.bar, r.indices(0, bars)}), 0))
		width += bars
	}
	var rows []float32 // of 0 to 8 bars left
	for left := range barsLeft + 1 {
		class, found := slices.BinarySearch(classes[:], left)
		if !found {
			class--
		}
		row := make([]float32, len(classes))
		row[class] = 1
		rows = append(rows, row...)
	}
	capped := r.op("Min", []value{at.barsLeft, r.indices(0, barsLeft)})
	all := r.max(r.add(r.add(at.bar, at.barsLeft), r.indices(0, 1)), r.indices(0, 1))
	parts = append(parts, r.gather(r.table(rows, barsLeft+1, len(classes)), capped, 0), column(r.div(r.float(at.barsLeft), r.float(all))))
	return r.everyKey(r.concat(1, parts...), width)
}

// identity is the identity matrix.
func (g *graph) identity(size int) value {
	rows := make([]float32, size*size)
	for i := range size {
		rows[i*size+i] = 1
	}
	return g.table(rows, size, size)
}
