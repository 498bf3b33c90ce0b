package survey

import (
	"fmt"
	"math/rand/v2"
	"slices"
)

// Trial is what a listener answers at once: an excerpt to rate, or two to compare, the first called A.
type Trial []string

// trials are those of a listener, in the order of presentation. The same seed and number give the same.
//
// In a study of pairs, each excerpt of a group meets one of every other group. Listener n+1 compares other
// excerpts than listener n, so that several listeners together compare all. Which one is A is random.
func (s *Study) trials(listener int) (all []Trial) {
	random := rand.New(rand.NewPCG(s.Seed, uint64(listener)))
	if s.Design == Rating {
		for _, id := range s.Excerpts {
			all = append(all, Trial{id})
		}
	} else {
		all = s.pairs(listener, random)
	}
	random.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
	return all
}

func (s *Study) pairs(listener int, random *rand.Rand) (all []Trial) {
	labels := s.labels()
	for i, first := range labels {
		for _, second := range labels[i+1:] {
			a, b := s.group(first), s.group(second)
			for k := range max(len(a), len(b)) {
				pair := Trial{a[k%len(a)], b[(k+listener)%len(b)]}
				if random.IntN(2) == 1 {
					slices.Reverse(pair)
				}
				all = append(all, pair)
			}
		}
	}
	return all
}

// checkOrder returns an error unless the trials are those of a listener.
func (s *Study) checkOrder(listener int, order []Trial) error {
	if listener < 0 || listener >= mostListeners {
		return fmt.Errorf("listener number %d: must be from 0 to %d", listener, mostListeners-1)
	}
	if !slices.EqualFunc(order, s.trials(listener), slices.Equal[Trial]) {
		return fmt.Errorf("the order of the trials is not that of listener number %d", listener)
	}
	return nil
}
