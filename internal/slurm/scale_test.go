package slurm

import (
	"cmp"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"testing"
)

// The tables of docs/scale.md: simulations of a scheduler, from seconds of an update on one core. Time is
// simulated, so the results are the same on every machine.

// Seconds of 5000 updates on one core: docs/performance.md has them for two, which are 1.95 times as fast as
// one.
const (
	large  = 5000 * 2.87 * 1.95
	medium = 5000 * 0.84 * 1.95
	small  = 5000 * 0.274 * 1.95
)

// scheduler is a set of slots, each of which trains one trial at a time, first come, first served.
type scheduler struct {
	free []float64 // when each slot is free, in seconds
}

func newScheduler(slots int) *scheduler { return &scheduler{make([]float64, slots)} }

// run lets the slot that is free first run something that may begin at a time and takes some time. It returns the
// end.
func (s *scheduler) run(from, takes float64) float64 {
	first := 0
	for i, free := range s.free {
		if free < s.free[first] {
			first = i
		}
	}
	s.free[first] = max(s.free[first], from) + takes
	return s.free[first]
}

// next is when the next slot is free.
func (s *scheduler) next() float64 { return slices.Min(s.free) }

// makespan is how long an array of trials takes: each runs for at most limit seconds, waits for requeue seconds,
// and queues again, until it is trained.
func makespan(trials []float64, slots int, limit, requeue float64) float64 {
	type waiting struct{ since, left float64 }
	var queue []waiting
	for _, t := range trials {
		queue = append(queue, waiting{0, t})
	}
	s, last := newScheduler(slots), 0.0
	for len(queue) > 0 {
		w := queue[0]
		end := s.run(w.since, min(w.left, limit))
		queue = queue[1:]
		if last = max(last, end); w.left > limit {
			queue = append(queue, waiting{end + requeue, w.left - limit})
			slices.SortStableFunc(queue, func(a, b waiting) int { return cmp.Compare(a.since, b.since) })
		}
	}
	return last
}

// repeated is each time count times, in the order given.
func repeated(count int, times ...float64) (all []float64) {
	for _, t := range times {
		all = append(all, slices.Repeat([]float64{t}, count)...)
	}
	return all
}

// asha is how long ASHA takes to try trials of the same length, and the share of the work of training all to the
// end. A trial that is among the best third of a rung is trained three times as far; the first rung is at 1/27.
func asha(trials, slots int, full float64) (took, share float64) {
	random := rand.New(rand.NewPCG(1, 2))
	quality := make([]float64, trials)
	for i := range quality {
		quality[i] = random.NormFloat64()
	}
	ends := []float64{full / 27, full / 9, full / 3, full}
	type result struct {
		trial int
		at    float64 // when it is known
		value float64
	}
	results, promoted := make([][]result, len(ends)), make([]map[int]bool, len(ends))
	for r := range promoted {
		promoted[r] = map[int]bool{}
	}
	s, begun, work := newScheduler(slots), 0, 0.0
	promotable := func(now float64) (rung, trial int) {
		for r := len(ends) - 2; r >= 0; r-- {
			var known []result
			for _, x := range results[r] {
				if x.at <= now {
					known = append(known, x)
				}
			}
			slices.SortFunc(known, func(a, b result) int { return cmp.Compare(a.value, b.value) })
			for _, x := range known[:len(known)/3] {
				if !promoted[r][x.trial] {
					return r, x.trial
				}
			}
		}
		return -1, -1
	}
	for {
		now := s.next()
		rung, trial := promotable(now)
		takes := ends[0]
		switch {
		case rung >= 0:
			promoted[rung][trial] = true
			takes = ends[rung+1] - ends[rung]
		case begun < trials:
			trial, begun = begun, begun+1
		default: // wait for the next result, which may promote a trial
			later := math.Inf(1)
			for _, rung := range results {
				for _, x := range rung {
					if x.at > now {
						later = min(later, x.at)
					}
				}
			}
			if math.IsInf(later, 1) {
				return took, work / (float64(trials) * full)
			}
			for i := range s.free {
				s.free[i] = max(s.free[i], later)
			}
			continue
		}
		end := s.run(now, takes)
		noise := 0.5 / float64(rung+2)
		results[rung+1] = append(results[rung+1], result{trial, end, quality[trial] + noise*random.NormFloat64()})
		took, work = max(took, end), work+takes
	}
}

// threads is how much faster an update of the Large network is estimated to be on some cores than on one. Forward
// products and gradients of inputs, two thirds of the work, have 10 parts in the time stack (86 % of it) and 14
// in the note stack; gradients of weights have as many parts as there are cores, up to 25; 1 % is sequential.
func threads(cores int) float64 {
	rounds := func(parts int) float64 { return math.Ceil(float64(parts)/float64(cores)) / float64(parts) }
	parts := 0.86*rounds(10) + 0.14*rounds(14)
	return 1 / (0.01 + 0.99*(2*parts/3+1/(3*float64(min(cores, 25)))))
}

const hour = 3600

func tables() string {
	var b strings.Builder
	b.WriteString("| cores | speed-up of an update | updates per second |\n|---|---|---|\n")
	for _, cores := range []int{1, 2, 4, 8, 16, 64} {
		fmt.Fprintf(&b, "| %d | %.1f | %.2f |\n", cores, threads(cores), threads(cores)/(large/5000))
	}
	fmt.Fprintf(&b, "\n| machine | 120 trials as listed | longest first | with a limit of 4 h |\n|---|---|---|---|\n")
	listed, longest := repeated(40, small, medium, large), repeated(40, large, medium, small)
	for _, m := range []struct {
		name  string
		slots int
	}{{"2 cores", 2}, {"16 cores", 16}, {"64 cores", 64}, {"8 nodes of 64 cores", 512}} {
		fmt.Fprintf(&b, "| %s | %.1f h | %.1f h | %.1f h |\n", m.name, makespan(listed, m.slots, math.Inf(1), 0)/hour,
			makespan(longest, m.slots, math.Inf(1), 0)/hour, makespan(longest, m.slots, 4*hour, 120)/hour)
	}
	fmt.Fprintf(&b, "\n| machine | 512 trials of Small to the end | ASHA | share of the updates |\n|---|---|---|---|\n")
	for _, m := range []struct {
		name  string
		slots int
	}{{"2 cores", 2}, {"16 cores", 16}, {"64 cores", 64}, {"8 nodes of 64 cores", 512}} {
		took, share := asha(512, m.slots, small)
		fmt.Fprintf(&b, "| %s | %.1f h | %.1f h | %.0f %% |\n", m.name, makespan(repeated(512, small), m.slots, math.Inf(1), 0)/hour, took/hour, 100*share)
	}
	return b.String()
}

// The document has the tables of the simulation.
func TestScale(t *testing.T) {
	text, err := os.ReadFile("../../docs/scale.md")
	if err != nil {
		t.Fatal(err)
	}
	for table := range strings.SplitSeq(tables(), "\n\n") {
		if !strings.Contains(string(text), strings.TrimSpace(table)) {
			t.Errorf("docs/scale.md lacks this table:\n%s", strings.TrimSpace(table))
		}
	}
}

// The scheduler itself, on cases worked out by hand.
func TestMakespan(t *testing.T) {
	never := math.Inf(1)
	for _, test := range []struct {
		trials         []float64
		slots          int
		limit, requeue float64
		want           float64
	}{
		{[]float64{3, 3, 3}, 1, never, 0, 9},
		{[]float64{1, 1, 4}, 2, never, 0, 5},
		{[]float64{4, 1, 1}, 2, never, 0, 4},
		{[]float64{5}, 1, 2, 1, 7},     // 2, wait 1, 2, wait 1, 1
		{[]float64{5, 5}, 1, 2, 1, 10}, // each waits while the other runs
	} {
		if got := makespan(test.trials, test.slots, test.limit, test.requeue); got != test.want {
			t.Errorf("%v on %d with limit %v: %v, want %v", test.trials, test.slots, test.limit, got, test.want)
		}
	}
	if took, share := asha(3, 1, 27); took != 5 || share != 5./81 { // three to the first rung, the best to the second
		t.Errorf("ASHA with three trials: %v, %v", took, share)
	}
}
