package training

import (
	"fmt"
	"slices"
	"time"

	"workbench/internal/config"
	"workbench/internal/console"
	"workbench/internal/model"
)

// pace is how fast the training goes in this process, for the time remaining.
type pace struct {
	updates            []time.Duration // what the last updates took, newest last; without the first, which sets up the network too
	units              []int           // of their batches
	started            bool            // the first update is done
	validation, sample time.Duration   // what the last ones took; 0 for none so far
}

// recentUpdates is how many updates the pace is worked out from.
const recentUpdates = 100

// update records what an update took, for a batch of the given number of units.
func (p *pace) update(took time.Duration, units int) {
	if !p.started {
		p.started = true
		return
	}
	p.updates, p.units = append(p.updates, took), append(p.units, units)
	if old := len(p.updates) - recentUpdates; old > 0 {
		p.updates, p.units = p.updates[old:], p.units[old:]
	}
}

// pause is how many times the median an update takes that was suspended with the machine.
const pause = 10

// mean is the time of an update and the units per second. Updates that took far longer than the others, such as
// one during which the machine slept, do not count. ok is false before the second update.
func (p *pace) mean() (update time.Duration, unitsPerSecond float64, ok bool) {
	if len(p.updates) == 0 {
		return 0, 0, false
	}
	median := slices.Sorted(slices.Values(p.updates))[len(p.updates)/2]
	var sum time.Duration
	count, units := 0, 0
	for i, took := range p.updates {
		if took <= pause*median {
			sum, units, count = sum+took, units+p.units[i], count+1
		}
	}
	return sum / time.Duration(count), float64(units) / sum.Seconds(), true
}

// remaining is the time that a training still takes after some updates of an epoch, each epoch having the given
// number of updates: updates, validations and samples. Early stopping cannot be foreseen.
func (p *pace) remaining(t config.Train, epoch, done, updates int) time.Duration {
	each, _, _ := p.mean()
	left := each * time.Duration((t.Epochs-epoch)*updates+updates-done)
	return left + p.validation*time.Duration(occasions(epoch, t.Epochs, t.ValidateEvery)) +
		p.sample*time.Duration(occasions(epoch, t.Epochs, t.SampleEvery))
}

// occasions counts the epochs from the given one to the last after which something is due that is done every so
// many epochs and after the last.
func occasions(epoch, last, every int) int {
	n := last/every - (epoch-1)/every
	if last%every != 0 {
		n++
	}
	return n
}

// showProgress shows how far the training has come within an epoch.
func (e *experiment) showProgress(epoch int, batches []model.Batch) {
	if !e.progress.Due() {
		return
	}
	within, loss := "", e.sum.Scale(1/float64(e.updates)).Total()
	if len(batches) > 1 {
		within = fmt.Sprintf(", update %d of %d", e.updates, len(batches))
	}
	_, rate, ok := e.pace.mean()
	if !ok {
		e.progress.Show("epoch %d of %d%s   loss %.3f nats per %s", epoch, e.config.Train.Epochs, within, loss, e.model.Unit())
		return
	}
	left := e.pace.remaining(e.config.Train, epoch, e.updates, len(batches))
	e.progress.Show("epoch %d of %d%s   loss %.3f nats per %s   %.0f %ss/s   %s left", epoch, e.config.Train.Epochs, within, loss,
		e.model.Unit(), rate, e.model.Unit(), console.Duration(left))
}
