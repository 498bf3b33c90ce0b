package training

import (
	"crypto/sha256"
	"encoding"
	"fmt"
	"math/rand/v2"
)

// streams are the independent sources of all randomness, each named, and each derived from the config's seed and its name. A
// checkpoint holds their states.
type streams struct {
	init     *rand.Rand // initial weights
	sampling *rand.Rand // which segments an update sees
	dropout  *rand.Rand // which units are dropped
	compose  *rand.Rand // what is composed

	sources map[string]*rand.ChaCha8
}

func newStreams(seed int) *streams {
	s := &streams{sources: map[string]*rand.ChaCha8{}}
	stream := func(name string) *rand.Rand {
		s.sources[name] = rand.NewChaCha8(sha256.Sum256(fmt.Appendf(nil, "%d %s", seed, name)))
		return rand.New(s.sources[name])
	}
	s.init, s.sampling, s.dropout, s.compose = stream("init"), stream("sampling"), stream("dropout"), stream("compose")
	return s
}

// states returns the state of every stream, for a checkpoint.
func (s *streams) states() map[string][]byte {
	states := map[string][]byte{}
	for name, source := range s.sources {
		states[name] = mustMarshal(source)
	}
	return states
}

// restore takes states back.
func (s *streams) restore(states map[string][]byte) error {
	for name, source := range s.sources {
		if err := source.UnmarshalBinary(states[name]); err != nil {
			return fmt.Errorf("state of the random numbers for %s: %w", name, err)
		}
	}
	return nil
}

func mustMarshal(m encoding.BinaryMarshaler) []byte {
	data, err := m.MarshalBinary()
	if err != nil {
		panic("experiments: " + err.Error()) // math/rand/v2 never fails
	}
	return data
}

// several returns n new streams, seeded from this one.
func Several(n int, from *rand.Rand) []*rand.Rand {
	all := make([]*rand.Rand, n)
	for i := range all {
		all[i] = rand.New(rand.NewPCG(from.Uint64(), from.Uint64()))
	}
	return all
}
