package baselines

import "workbench/features"

// chain counts transitions from frame to frame.
type chain struct {
	index    map[features.Frame]int // the number of each frame, in order of occurrence; silence is 0
	frames   []features.Frame
	arcs     [][]arc        // by the frame from which they lead, in order of occurrence
	position map[[2]int]int // in arcs, of a pair of frames
	left     []float64      // by frame: transitions from it
	reached  []float64      // by frame: transitions to it
	total    float64
}

// arc is the number of transitions to a frame.
type arc struct {
	to    int
	count float64
}

func newChain() *chain {
	c := &chain{index: map[features.Frame]int{}, position: map[[2]int]int{}}
	c.number(&features.Frame{})
	return c
}

// number is the number of a frame, which is added if it is new.
func (c *chain) number(f *features.Frame) int {
	i, ok := c.index[*f]
	if !ok {
		i = len(c.frames)
		c.index[*f] = i
		c.frames, c.arcs, c.left, c.reached = append(c.frames, *f), append(c.arcs, nil), append(c.left, 0), append(c.reached, 0)
	}
	return i
}

// lookup is the number of a frame; −1 if it is unknown.
func (c *chain) lookup(f *features.Frame) int {
	if i, ok := c.index[*f]; ok {
		return i
	}
	return -1
}

func (c *chain) add(from, to int, count float64) {
	i, ok := c.position[[2]int{from, to}]
	if !ok {
		i = len(c.arcs[from])
		c.position[[2]int{from, to}] = i
		c.arcs[from] = append(c.arcs[from], arc{to: to})
	}
	c.arcs[from][i].count += count
	c.left[from] += count
	c.reached[to] += count
	c.total += count
}

// count is the number of transitions between two frames; either may be −1.
func (c *chain) count(from, to int) float64 {
	if i, ok := c.position[[2]int{from, to}]; ok {
		return c.arcs[from][i].count
	}
	return 0
}

// seen is the number of transitions from frame i, which may be −1.
func (c *chain) seen(i int) float64 {
	if i < 0 {
		return 0
	}
	return c.left[i]
}

// probabilities are c(from, to)/c(from) and c(to)/c.
func (c *chain) probabilities(from, to int) (transition, frequency float64) {
	if to < 0 {
		return 0, 0
	}
	return ratio(c.count(from, to), c.seen(from)), ratio(c.reached[to], c.total)
}

// ratio is 0 if the whole is.
func ratio(part, whole float64) float64 {
	if whole == 0 {
		return 0
	}
	return part / whole
}

// chords groups the frames of a chain by the keys that play, whatever their articulation.
type chords struct {
	index   map[features.Frame]int // the number of each chord, a frame of held keys
	of      []int                  // by frame
	reached []float64              // by chord: transitions to it
}

func newChords(c *chain) chords {
	all := chords{index: map[features.Frame]int{}}
	for i := range c.frames {
		held := withoutOnsets(&c.frames[i])
		chord, ok := all.index[held]
		if !ok {
			chord = len(all.reached)
			all.index[held] = chord
			all.reached = append(all.reached, 0)
		}
		all.of = append(all.of, chord)
		all.reached[chord] += c.reached[i]
	}
	return all
}

// probabilities are those of the keys that play in a frame, after frame number from: by transitions, and by
// frequency.
func (all *chords) probabilities(c *chain, from int, frame *features.Frame) (transition, frequency float64) {
	chord, ok := all.index[withoutOnsets(frame)]
	if !ok {
		return 0, 0
	}
	count := 0.0
	if from >= 0 {
		for _, a := range c.arcs[from] {
			if all.of[a.to] == chord {
				count += a.count
			}
		}
	}
	return ratio(count, c.seen(from)), ratio(all.reached[chord], c.total)
}

// withoutOnsets is a frame in which the keys that play are held.
func withoutOnsets(f *features.Frame) features.Frame {
	g := *f
	for n, cell := range g {
		if cell.Play() {
			g[n] = features.Held
		}
	}
	return g
}
