package nn

import (
	"runtime"

	"workbench/internal/kernel"
	"workbench/internal/parallel"
)

// lstm16 is an LSTM over a sequence in bfloat16, for training: forward from a zero state, and backward. It
// computes what LSTM and LSTMGradient do, with all matrix products in bfloat16; gates, cells, bias gradients
// and sums are float32.
//
// Inputs and outputs are converted once: the forward pass writes the outputs in bfloat16 as well, where the
// next layer and the weight gradients read them. The gates are in the order of kernel.BlockGates.
type lstm16 struct {
	inputs, hidden int // inputs is 0 where x is the product x·Wx
	steps, rows    int // of the last forward pass

	wx, wh, wxT, whT kernel.PackedB
	bias             []float32

	x   []kernel.BF16 // (T·R) rows of Width16(I): the layer's own copy, or the outputs of the layer before
	own []kernel.BF16 // memory of that copy
	h   []kernel.BF16 // (T·R) rows of Width16(H)
	c   []float32     // (T·R)×CellWidth16(H), in blocks of units for each part of the rows of a step
	z   []float32     // (T·R)×GateWidth16(H), likewise: gates, then their gradients

	dhNext []float32 // R×H
	dc     []float32 // R×CellWidth16(H)
	sums   []float64 // the bias gradient of each part of the rows

	sumX, sumH []float32        // weight gradients, I×GateWidth16(H) and H×GateWidth16(H)
	packed     []kernel.PackedB // of each range of units
}

// chunk16 is chunk for bfloat16, and tile16 the rows of two tiles, which AMX multiplies at a time. It reads
// weights from the second-level cache or beyond; more rows use them more often.
const chunk16, tile16 = 128, 32

func newLSTM16(inputs, hidden, rows int) *lstm16 {
	l := &lstm16{inputs: inputs, hidden: hidden}
	for _, w := range []*kernel.PackedB{&l.wx, &l.wh, &l.wxT, &l.whT} {
		w.Precision = kernel.BFloat16
	}
	width := kernel.GateWidth16(hidden)
	l.bias = make([]float32, width)
	l.h = allocate[kernel.BF16](rows * kernel.Width16(hidden))
	l.c = allocate[float32](rows * kernel.CellWidth16(hidden))
	l.z = allocate[float32](rows * width)
	return l
}

// forward runs T steps of R rows of x: float32 (T·R)×I, or x16 where the layer before provides that. h,
// (T·R)×H, receives the outputs in float32 as well, if it is not nil.
func (l *lstm16) forward(h, x []float32, x16 []kernel.BF16, wx, wh, bias []float32, steps, rows int) {
	I, H := l.inputs, l.hidden
	l.steps, l.rows = steps, rows
	l.pack(wx, wh, bias)
	l.x = x16
	if x16 == nil && I > 0 {
		l.own = resize(l.own, steps*rows*kernel.Width16(I))
		l.x = l.own
	}
	ldx, ldh, ldc, ldz := kernel.Width16(I), kernel.Width16(H), kernel.CellWidth16(H), kernel.GateWidth16(H)
	tiledParts(rows, chunk16, tile16, func(_, from, to int) {
		step := kernel.Step16{M: to - from, Hidden: H, Wx: &l.wx, Wh: &l.wh, Bias: l.bias}
		for t := range steps {
			a, b := t*rows+from, t*rows+to
			step.Z, step.CNext, step.HNext = section(l.z, a, b, ldz), section(l.c, a, b, ldc), section(h, a, b, H)
			step.HNext16 = section(l.h, a, b, ldh)
			switch {
			case I == 0:
				kernel.BlockGates(step.Z, section(x, a, b, 4*H), to-from, H)
			case x16 == nil:
				step.X = section(l.x, a, b, ldx)
				for r := range to - from {
					kernel.ConvertBF16(step.X[r*ldx:], x[(a+r)*I:(a+r+1)*I])
				}
			default:
				step.X = section(l.x, a, b, ldx)
			}
			step.Forward()
			step.H, step.C = step.HNext16, step.CNext
		}
	})
}

// pack packs the weights, in both directions.
func (l *lstm16) pack(wx, wh, bias []float32) {
	kernel.BlockGates(l.bias, bias, 1, l.hidden)
	tasks := []func(){
		func() { l.wh.PackGates(wh, l.hidden, l.hidden) },
		func() { l.whT.PackGatesTransposed(wh, l.hidden, l.hidden) },
	}
	if l.inputs > 0 {
		tasks = append(tasks, func() { l.wx.PackGates(wx, l.inputs, l.hidden) },
			func() { l.wxT.PackGatesTransposed(wx, l.inputs, l.hidden) })
	}
	parallel.Do(len(tasks), func(i int) { tasks[i]() })
}

// backward computes the gradients from dh, (T·R)×H, that of the outputs: dx, (T·R)×I or (T·R)×4H for a layer
// without Wx, nil where it is not needed; db, 4H; dwx, I×4H, and dwh, H×4H.
func (l *lstm16) backward(dx, db, dwx, dwh, dh []float32) {
	H, steps, rows := l.hidden, l.steps, l.rows
	ldc, ldz := kernel.CellWidth16(H), kernel.GateWidth16(H)
	l.dhNext, l.dc = resize(l.dhNext, rows*H), resize(l.dc, rows*ldc)
	l.sums = resize(l.sums, partCount(rows, chunk16)*ldz)
	clear(l.dhNext)
	clear(l.dc)
	clear(l.sums)
	tiledParts(rows, chunk16, tile16, func(part, from, to int) {
		sums := section(l.sums, part, part+1, ldz)
		step := kernel.Backward16{M: to - from, Hidden: H, DC: section(l.dc, from, to, ldc), DHNext: section(l.dhNext, from, to, H),
			Sum: make([]float32, ldz)}
		for t := steps - 1; t >= 0; t-- {
			a, b := t*rows+from, t*rows+to
			step.Z, step.DH, step.CNext, step.C = section(l.z, a, b, ldz), section(dh, a, b, H), section(l.c, a, b, ldc), nil
			if t > 0 {
				step.C = section(l.c, a-rows, b-rows, ldc)
			}
			step.Gates()
			if t > 0 {
				kernel.MulGates(step.DHNext, H, step.Z, to-from, &l.whT)
			}
			if dx != nil {
				l.inputGradient(dx, a, b)
			}
			if t%sumSteps == 0 {
				for j, v := range step.Sum {
					sums[j] += float64(v)
				}
				clear(step.Sum)
			}
		}
	})
	l.biasGradient(db)
	l.weightGradients(dwx, dwh)
}

// sumSteps is the number of steps whose bias gradients are summed in float32, before they are added in float64.
const sumSteps = 8

// inputGradient sets rows a to b of dx, a part of a step, from their gradients of the gates.
func (l *lstm16) inputGradient(dx []float32, a, b int) {
	I, ldz := l.inputs, kernel.GateWidth16(l.hidden)
	z := section(l.z, a, b, ldz)
	if I > 0 {
		kernel.MulGates(section(dx, a, b, I), I, z, b-a, &l.wxT)
		return
	}
	kernel.GateGradients(section(dx, a, b, 4*l.hidden), z, b-a, l.hidden)
}

// biasGradient adds the parts' sums in their order.
func (l *lstm16) biasGradient(db []float32) {
	width := kernel.GateWidth16(l.hidden)
	total := make([]float32, width)
	addParts(total, l.sums)
	kernel.UnblockGates(db, total, 1, l.hidden)
}

// weightGradients sets dwx to xᵀ·dz, and dwh to hᵀ·dz with h of the step before. Ranges of units are computed
// in parallel.
func (l *lstm16) weightGradients(dwx, dwh []float32) {
	I, H, ldz := l.inputs, l.hidden, kernel.GateWidth16(l.hidden)
	l.sumX, l.sumH = resize(l.sumX, I*ldz), resize(l.sumH, H*ldz)
	clear(l.sumX)
	clear(l.sumH)
	parts := l.gradientParts(runtime.GOMAXPROCS(0))
	for len(l.packed) < len(parts) {
		l.packed = append(l.packed, kernel.PackedB{Precision: kernel.BFloat16})
	}
	parallel.Do(len(parts), func(i int) {
		l.eachRun(func(first int, ends []int) { l.addWeightGradients(&l.packed[i], first, ends, parts[i]) })
	})
	if I > 0 {
		kernel.UnpermuteGates(dwx, l.sumX, I, H)
	}
	kernel.UnpermuteGates(dwh, l.sumH, H, H)
}

// A gradientPart is a share of the weight gradients: those of Wx and Wh for ranges of blocks of units.
type gradientPart struct{ x, h span }

type span struct{ from, to int }

// gradientParts splits the products into parts of nearly the same size, at most as many as there are processors. A
// block at the end of a part may be split too: the gradient of its Wx in one part, that of its Wh in the next.
func (l *lstm16) gradientParts(processors int) []gradientPart {
	const unitBlock = 16
	blocks := kernel.CellWidth16(l.hidden) / unitBlock
	halves := 2 * blocks
	if l.inputs == 0 {
		processors = min(processors, blocks)
	}
	parts := make([]gradientPart, min(halves, processors))
	for i := range parts {
		from, to := i*halves/len(parts), (i+1)*halves/len(parts)
		parts[i] = gradientPart{x: span{(from + 1) / 2, (to + 1) / 2}, h: span{from / 2, to / 2}}
	}
	return parts
}

// eachRun calls work with runs of rows: the first row and the ends of the parts of steps that follow each
// other. A run has about kernel.Depth rows, or the rest. All its parts but the last have an even number of rows, for
// products sum pairs.
func (l *lstm16) eachRun(work func(first int, ends []int)) {
	var parts []int // ends of the parts of a step
	tileRanges(l.rows, chunk16, tile16, func(_, _, to int) { parts = append(parts, to) })
	first, ends := 0, []int(nil)
	for t := range l.steps {
		for i, to := range parts {
			end := t*l.rows + to
			ends = append(ends, end)
			odd := i == len(parts)-1 && l.rows%2 == 1
			if end-first >= kernel.Depth || odd || end == l.steps*l.rows {
				work(first, ends)
				first, ends = end, ends[:0]
			}
		}
	}
}

// addWeightGradients adds the products of a run for a part. It packs the gradients of the gates once for both
// products.
func (l *lstm16) addWeightGradients(packed *kernel.PackedB, first int, ends []int, part gradientPart) {
	const gateBlock = 64
	I, H, ldx, ldh, ldz := l.inputs, l.hidden, kernel.Width16(l.inputs), kernel.Width16(l.hidden), kernel.GateWidth16(l.hidden)
	from, to, last := min(part.x.from, part.h.from), max(part.x.to, part.h.to), ends[len(ends)-1]
	packed.ReserveTerms(last-first, (to-from)*gateBlock)
	start := first
	for _, end := range ends {
		packed.PackGateGradients(start-first, section(l.z, start, end, ldz), end-start, from, to)
		start = end
	}
	columns := func(s span) kernel.PackedB { return packed.Columns((s.from-from)*gateBlock, (s.to-from)*gateBlock) }
	if I > 0 && part.x.from < part.x.to {
		dz := columns(part.x)
		kernel.MulAddTransA16(l.sumX[part.x.from*gateBlock:], ldz, l.x[first*ldx:], ldx, 0, I, &dz)
	}
	if last > l.rows && part.h.from < part.h.to {
		late, dz := max(first, l.rows), columns(part.h) // the first step has no output before it
		kernel.MulAddTransA16(l.sumH[part.h.from*gateBlock:], ldz, l.h[(late-l.rows)*ldh:], ldh, late-first, H, &dz)
	}
}
