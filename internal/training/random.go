package training

import (
	"crypto/sha256"
	"encoding"
	"fmt"
	"math/rand/v2"
)

// generators are the independent random number generators of a training, each seeded with the config's seed and
// its own name. A checkpoint holds their states.
type generators struct {
	init     *rand.Rand // initial weights
	sampling *rand.Rand // the segments of an update
	dropout  *rand.Rand // dropout masks
	compose  *rand.Rand // samples

	sources map[string]*rand.ChaCha8
}

func newGenerators(seed int) *generators {
	g := &generators{sources: map[string]*rand.ChaCha8{}}
	generator := func(name string) *rand.Rand {
		g.sources[name] = rand.NewChaCha8(sha256.Sum256(fmt.Appendf(nil, "%d %s", seed, name)))
		return rand.New(g.sources[name])
	}
	g.init, g.sampling, g.dropout, g.compose = generator("init"), generator("sampling"), generator("dropout"), generator("compose")
	return g
}

// states returns the state of every generator, for a checkpoint.
func (g *generators) states() map[string][]byte {
	states := map[string][]byte{}
	for name, source := range g.sources {
		states[name] = mustMarshal(source)
	}
	return states
}

// restore sets the states.
func (g *generators) restore(states map[string][]byte) error {
	for name, source := range g.sources {
		if err := source.UnmarshalBinary(states[name]); err != nil {
			return fmt.Errorf("state of the random number generator %s: %w", name, err)
		}
	}
	return nil
}

func mustMarshal(m encoding.BinaryMarshaler) []byte {
	data, err := m.MarshalBinary()
	if err != nil {
		panic("training: " + err.Error()) // math/rand/v2 never fails
	}
	return data
}
