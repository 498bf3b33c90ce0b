package onnx

import (
	"workbench/features"
	"workbench/features/dynamics"
)

// share is MIDI velocities as the network reads them, and where they are not 0.
func (g *graph) share(velocity value) (share, struck value) {
	bin := g.op("Floor", []value{g.div(velocity, g.scalar(4))})
	struck = g.less(g.scalar(0), velocity)
	return g.mul(struck, g.div(g.add(g.mul(bin, g.scalar(4)), g.scalar(2)), g.scalar(127))), struck
}

// mean is sum over weight, 0 of no weight. Weights are far above the smallest one here.
func (g *graph) mean(sum, weight value) value {
	return g.div(sum, g.max(weight, g.scalar(1e-12)))
}

// dynamics is how hard each key and its neighbours were struck in the last steps, P×N×4: see package dynamics.
func (r *reader) dynamics() value {
	var back []int
	lasting := make([]float32, dynamics.Memory) // all strikes of the last steps weigh the same
	for i := range lasting {
		back, lasting[i] = append(back, i), 1
	}
	velocity := r.reshape(r.slice(r.past, -1, 2, 3), 0, -1, notes)
	padded := r.padded(velocity, r.shapeOf(r.past, 1, notes))
	share, struck := r.share(r.gather(padded, r.index(r.list(back...)), 1)) // P×32×N, the latest first
	// weighted is the mean of strikes, weighted by their distance in steps and in keys, N×N: P×1×N.
	weighted := func(inTime []float32, keys value) value {
		weights := r.table(inTime, 1, dynamics.Memory)
		return r.mean(r.matMul(r.matMul(weights, share), keys), r.matMul(r.matMul(weights, struck), keys))
	}
	all, near := make([]float32, notes*notes), make([]float32, notes*notes)
	for k := range notes {
		for n := range notes {
			all[k*notes+n] = 1
			if distance := max(n-k, k-n); distance <= dynamics.Reach {
				near[k*notes+n] = dynamics.NearInKeys[distance]
			}
		}
	}
	first := r.op("ArgMax", []value{struck}, number("axis", 1)) // P×1×N: the latest strike
	latest := r.op("GatherElements", []value{share, first}, number("axis", 1))
	every := r.table(all, notes, notes)
	rows := r.concat(1, latest, weighted(dynamics.NearInTime, r.table(near, notes, notes)), weighted(dynamics.JustNow, every), weighted(lasting, every))
	return r.op("Transpose", []value{rows}, numbers("perm", 0, 2, 1))
}

// lowerStrikes is the state that tells of the lower keys that are struck in a step: the velocity of the next one, and
// the sum and the number of all of them, P×1 each.
type lowerStrikes struct{ latest, sum, count value }

func (k *keyStep) lowerStrikes() lowerStrikes {
	return lowerStrikes{k.state("latest", 1), k.state("sum", 1), k.state("strikes", 1)}
}

// context is what the note axis reads, P×2.
func (l lowerStrikes) context(g *graph) value { return g.concat(1, l.latest, g.mean(l.sum, l.count)) }

// next is the state at the next key, after a key of a MIDI velocity, P×1.
func (l lowerStrikes) next(g *graph, velocity value) []value {
	share, struck := g.share(velocity)
	before := g.mul(g.sub(g.scalar(1), struck), l.latest)
	return []value{g.add(before, share), g.add(l.sum, share), g.add(l.count, struck)}
}

// velocity is the MIDI velocity of a key that is struck, P×1, and the logits from which it is drawn, P×V, given the
// output of the note stack, the lower notes and the dynamics. A negative random number is a velocity that is given.
func (k *keyStep) velocity(random value, inputs ...value) (velocity, logits value) {
	hidden := k.op("Relu", []value{k.add(k.matMul(k.concat(1, inputs...), "velocity1.w"), "velocity1.bias")})
	logits = k.add(k.matMul(hidden, "velocity2.w"), "velocity2.bias")
	const V = features.Velocities
	below := make([]float32, V*V) // a product with it is the cumulative sum
	for i := range V {
		for j := i; j < V; j++ {
			below[i*V+j] = 1
		}
	}
	shares := k.op("Softmax", []value{k.div(logits, k.temperature)}, number("axis", -1))
	beyond := k.sub(k.scalar(1), k.less(random, k.matMul(shares, k.table(below, V, V))))
	class := k.op("Min", []value{k.op("ReduceSum", []value{beyond, k.list(1)}), k.scalar(V - 1)})
	drawn, given := k.add(k.mul(class, k.scalar(4)), k.scalar(2)), k.less(random, k.scalar(0))
	chosen := k.sub(k.mul(k.sub(k.scalar(1), given), drawn), k.mul(given, random))
	return chosen, logits
}
