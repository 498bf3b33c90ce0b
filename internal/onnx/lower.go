package onnx

// lowerGroup is a feature group of the lower-note context. Its state is at each key the context itself, P×W,
// and moves up with the keys: it is zero at the lowest.
type lowerGroup struct {
	width func(outputs int) int
	// next is the state at the next key. cell is the key's play and articulate, P×K, and play its play, P×1.
	next func(g *graph, state, cell, play value, outputs int) value
}

var lowerGroups = map[string]lowerGroup{
	"note": {
		width: func(outputs int) int { return outputs },
		next:  func(_ *graph, _, cell, _ value, _ int) value { return cell },
	},
	"octave": { // the nearest of 12 keys first
		width: func(outputs int) int { return 12 * outputs },
		next: func(g *graph, state, cell, _ value, outputs int) value {
			return g.concat(1, cell, g.slice(state, 1, 0, 11*outputs))
		},
	},
	"chord": { // pitch classes, the key's own first: seen from the next key, each is one nearer, and the key itself is the last
		width: func(int) int { return 12 },
		next: func(g *graph, state, _, play value, _ int) value {
			return g.concat(1, g.slice(state, 1, 1, 12), g.add(g.slice(state, 1, 0, 1), play))
		},
	},
	"count": { // in tens
		width: func(int) int { return 1 },
		next: func(g *graph, state, _, play value, _ int) value {
			return g.add(state, g.mul(play, g.scalar(0.1)))
		},
	},
}
