package sweep

import (
	"errors"
	"fmt"
	"math"
	"path/filepath"
	"slices"
	"time"

	"github.com/gofrs/flock"

	"workbench/internal/rundir"
	"workbench/internal/search"
)

// Search is a search for the settings with the lowest value of a metric. All its state is in the files of its
// directory: any number of processes may take trials from it, and one that is killed loses nothing.
type Search struct {
	parent string
	trials int // the most that begin
	held   map[int]*flock.Flock
}

// Task is what a process took from a search: to train a trial to an epoch.
type Task struct {
	*Trial
	Number int      // of the trial, from 1
	Values []string // of the parameters, each KEY=VALUE
	Until  int      // epoch after which it stops; 0 for the end of its config

	metric     metric
	experiment string // name of the config
}

// OpenSearch opens the search in parent, which begins at most a given number of trials.
func OpenSearch(parent string, trials int) (*Search, error) {
	if _, err := readJournal(parent); err != nil {
		return nil, fmt.Errorf("sweep: %w", err)
	}
	return &Search{parent: parent, trials: trials, held: map[int]*flock.Flock{}}, nil
}

// trialDirectory is the name of the run directory of a trial.
func trialDirectory(number int) string { return fmt.Sprintf("trial-%03d", number) }

// Take returns the next task for this process, which holds it until Record, Fail or Release. Trials whose
// process has died come first. With a state other than search.Train there is no task: wait for results of
// other processes, or the search is done.
func (s *Search) Take() (task *Task, state search.State, err error) {
	err = s.change(func(j *journal) (changed bool, err error) {
		var trials []search.Trial
		for i := range j.trials {
			t := &j.trials[i]
			trials = append(trials, t.Trial)
			if !t.running() {
				continue
			}
			if ok, err := s.claim(i + 1); ok || err != nil {
				task, state = s.task(j, t.set, i+1, t.Rung), search.Train
				return false, err
			}
		}
		var d search.Decision
		if d, state = j.search().Next(trials, s.trials); state != search.Train {
			return false, nil
		}
		e := entry{Trial: d.Trial + 1, Time: now(), Train: j.settings.Rungs[d.Rung]}
		var set []string
		if d.Trial == len(trials) {
			e.Set = j.settings.Space.Settings(d.Point)
			set = e.Set
		} else {
			set = j.trials[d.Trial].set
		}
		j.entries = append(j.entries, e)
		task = s.task(j, set, e.Trial, d.Rung)
		if ok, err := s.claim(e.Trial); !ok {
			return false, errors.Join(err, fmt.Errorf("trial %d is locked by another process", e.Trial))
		}
		return true, nil
	})
	return task, state, err
}

// task describes a trial that is to be trained to a rung.
func (s *Search) task(j *journal, set []string, number, rung int) *Task {
	name := trialDirectory(number)
	t := &Task{Trial: &Trial{name: name, Dir: filepath.Join(s.parent, name), set: slices.Concat(j.settings.Fixed, set)}, Number: number, Values: set,
		metric: metric(j.settings.Metric), experiment: j.settings.Name}
	if rung < len(j.settings.Rungs)-1 {
		t.Until = j.settings.Rungs[rung]
	}
	return t
}

// claim locks a trial for this process, unless this or another process has it or writes its run.
func (s *Search) claim(number int) (bool, error) {
	if s.held[number] != nil {
		return false, nil
	}
	lock, ok, err := tryLockTrial(s.parent, number)
	if err != nil || !ok {
		return false, err
	}
	if info, err := rundir.ReadInfo(filepath.Join(s.parent, trialDirectory(number))); err == nil && info.Status == rundir.Running {
		return false, lock.Close()
	}
	s.held[number] = lock
	return true, nil
}

// Release gives a task back: it is taken again by this or another process.
func (s *Search) Release(t *Task) error {
	lock := s.held[t.Number]
	delete(s.held, t.Number)
	return lock.Close()
}

// Trained reports whether the run of a task has come as far as it should.
func (t *Task) Trained() bool {
	info, err := rundir.ReadInfo(t.Dir)
	return err == nil && (info.Status == rundir.Finished || info.Status != rundir.Running && t.Until > 0 && info.Epoch >= t.Until)
}

// Record records the result of a task that is trained, and gives it back.
func (s *Search) Record(t *Task) (value float64, err error) {
	end := t.Until
	if end == 0 {
		end = math.MaxInt
	}
	value, epoch, err := t.metric.lowest(t.Dir, end)
	if err != nil {
		return 0, errors.Join(err, s.Release(t))
	}
	return value, s.result(t, entry{Epoch: epoch, Value: &value})
}

// Fail records that a trial failed, and gives the task back.
func (s *Search) Fail(t *Task, reason string) error {
	epoch := 0
	if info, err := rundir.ReadInfo(t.Dir); err == nil {
		epoch = info.Epoch
	}
	return s.result(t, entry{Epoch: epoch, Failed: reason})
}

func (s *Search) result(t *Task, e entry) error {
	e.Trial, e.Time = t.Number, now()
	err := s.change(func(j *journal) (bool, error) {
		j.entries = append(j.entries, e)
		return true, nil
	})
	return errors.Join(err, s.Release(t))
}

// change reads the journal, and writes it if f has changed it, while no other process does.
func (s *Search) change(f func(j *journal) (changed bool, err error)) error {
	lock, err := lockJournal(s.parent)
	if err != nil {
		return fmt.Errorf("sweep: %w", err)
	}
	j, err := readJournal(s.parent)
	if err == nil {
		var changed bool
		if changed, err = f(j); changed && err == nil {
			err = j.write(s.parent)
		}
	}
	if err = errors.Join(err, lock.Close()); err != nil {
		return fmt.Errorf("sweep: %w", err)
	}
	return nil
}

func now() time.Time { return time.Now().UTC().Truncate(time.Millisecond) }
