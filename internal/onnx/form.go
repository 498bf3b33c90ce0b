package onnx

import "workbench/features"

// classes is the number of classes of the number of bars left in the group form. From many on, all numbers are in one.
const classes = len(features.BarsLeft)

var many = features.BarsLeft[classes-1]

// form is where the next step lies in its bar, the bar in phrases of some lengths, and how many bars are left.
func (r *reader) form() value {
	at, column := r.place, func(v value) value { return r.unsqueeze(v, 1) }
	parts := []value{
		column(r.equal(at.inBar, r.list(0))),
		column(r.equal(r.add(at.inBar, at.inBar), at.barSteps)),
		column(r.div(r.float(at.inBar), r.float(at.barSteps))),
	}
	width := len(parts) + classes + 1
	for _, bars := range r.Phrases {
		parts = append(parts, r.gather(r.identity(bars), r.op("Mod", []value{at.bar, r.list(bars)}), 0))
		width += bars
	}
	var rows []float32 // of 0 to many bars left
	for left := range many + 1 {
		row := make([]float32, classes)
		row[features.BarsLeftClass(left)] = 1
		rows = append(rows, row...)
	}
	capped := r.op("Min", []value{at.barsLeft, r.list(many)})
	all := r.max(r.add(r.add(at.bar, at.barsLeft), r.list(1)), r.list(1))
	parts = append(parts, r.gather(r.table(rows, many+1, classes), capped, 0), column(r.div(r.float(at.barsLeft), r.float(all))))
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
