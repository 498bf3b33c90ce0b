package onnx

// match is, for each length, play and articulate of the note after the earlier passage most like so many last
// steps, and their similarity. With D the reach and K the longest length, the pieces P come last in what is
// computed for all distances at once.
func (r *reader) match() value {
	lengths := r.Match.Lengths
	K := lengths[len(lengths)-1]
	padded := r.padded(r.past, r.shapeOf(r.past, 1, notes, r.cell())) // P×(1+S)×N×2
	play := r.reshape(r.slice(padded, -1, 0, 1), 0, 0, -1)            // P×(1+S)×N
	counts := r.transpose(r.total(play, 2), 1, 0)                     // (1+S)×P
	recent := r.index(r.indices(0, upTo(K)...))                       // K
	pairs := r.matMul(r.gather(play, recent, 1), r.transpose(play, 0, 2, 1))
	then, order := r.passages(K)                                                                                             // D×K
	pairs = r.op("GatherND", []value{r.transpose(pairs, 1, 2, 0), r.concat(2, r.unsqueeze(order, 2), r.unsqueeze(then, 2))}) // D×K×P
	sums := r.add(r.gather(counts, then, 0), r.gather(counts, recent, 0))
	var all []value
	for _, length := range lengths {
		both := r.total(r.slice(pairs, 1, 0, length), 1) // D×P
		either := r.max(r.sub(r.total(r.slice(sums, 1, 0, length), 1), both), r.scalar(1))
		alike := r.mul(r.div(both, either), r.apart(length))
		best := r.op("ReduceMax", []value{alike}, numbers("axes", 0), number("keepdims", 0))
		before := r.op("ArgMax", []value{alike}, number("axis", 0), number("keepdims", 0)) // of equal ones the first
		cells := r.gatherEach(padded, r.index(r.unsqueeze(before, 1)))                     // P×1×N×2
		cells = r.reshape(r.slice(cells, -1, 0, 2), 0, notes, 2)
		found := r.unsqueeze(r.less(r.scalar(0), best), 1, 2)
		all = append(all, r.mul(cells, found), r.expand(r.unsqueeze(best, 1, 2), r.shapeOf(r.past, notes, 1)))
	}
	return r.concat(2, all...)
}

// passages are the places in padded of the K steps of the passage at each distance, D×K, and their numbers from 0.
func (r *reader) passages(K int) (places, order value) {
	var back, numbers []int
	for distance := 1; distance <= r.Match.Reach; distance++ {
		for k := range K {
			back, numbers = append(back, distance+k), append(numbers, k)
		}
	}
	return r.index(r.indices(K, back...)), r.indices(K, numbers...)
}

// apart is 1 for the distances at which passages of a length do not overlap, and 0 for the others: D×1.
func (r *reader) apart(length int) value {
	data := make([]float32, r.Match.Reach)
	for i := min(length, len(data)+1) - 1; i < len(data); i++ {
		data[i] = 1
	}
	return r.table(data, len(data), 1)
}

// total is the sum along an axis.
func (r *reader) total(v value, axis int) value {
	return r.op("ReduceSum", []value{v, r.indices(0, axis)}, number("keepdims", 0))
}

// upTo are the numbers from 0 to n−1.
func upTo(n int) (all []int) {
	for i := range n {
		all = append(all, i)
	}
	return all
}
