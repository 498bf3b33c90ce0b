package report

import (
	"cmp"
	"fmt"
	"strings"
	"time"

	"workbench/internal/config"
	"workbench/internal/console"
	"workbench/internal/rundir"
)

// result is one sentence on the best validation loss.
func (r *runReader) result() string {
	best := r.info.Best
	if best == nil {
		return fmt.Sprintf("%d epochs so far; no validation yet.", r.info.Epoch)
	}
	text := fmt.Sprintf("Best validation: %.3f %s at epoch %d", best.NLL, r.info.PerUnit(), best.Epoch)
	if m, what := r.info.Baseline(); m > 0 {
		text += fmt.Sprintf("; the baseline, %s, has %.3f (%+.0f %%)", what, m, 100*(best.NLL/m-1))
	}
	return text + "."
}

// facts list what was run, when, where and on what.
func (r *runReader) facts(now time.Time) []Fact {
	c, i := r.config, r.info
	var facts []Fact
	add := func(name, format string, args ...any) {
		if value := strings.TrimSpace(fmt.Sprintf(format, args...)); value != "" {
			facts = append(facts, Fact{Name: name, Value: value})
		}
	}
	first := i.First()
	add("Experiment", "%s", c.Name)
	network := cmp.Or(i.Model, fmt.Sprintf("%s: time %s, note %s", c.Model.Kind, console.Numbers(c.Model.TimeLayers), console.Numbers(c.Model.NoteLayers)))
	add("Network", "%s; %d parameters", network, i.Counts["parameters"])
	add("Music", "%s", r.music())
	add("Optimizer", "%s, learning rate %g", c.Optimizer.Name, c.Optimizer.LearningRate)
	add("Epochs", "%d of %d, %s", i.Epoch, c.Train.Epochs, epochSize(c))
	for _, change := range i.Changes {
		add("Changed", "%v", change)
	}
	add("Started", "%s%s", moment(first.Started), restarts(len(i.Earlier)))
	if !i.Finished.IsZero() {
		add("Ended", "%s, %s after the start", moment(i.Finished), console.Duration(i.Finished.Sub(first.Started)))
	} else if i.Status == rundir.Running {
		add("Running for", "%s", console.Duration(now.Sub(i.Session.Started)))
	}
	add("Training", "%s", console.Duration(time.Duration(i.Seconds*float64(time.Second))))
	add("Seed", "%d", i.Seed)
	add("Code", "%s", codeName(i.Code))
	add("Machine", "%s", strings.Join(nonEmpty(i.Host, i.CPU, console.Count(i.Threads, "thread"), i.Kernel), ", "))
	add("System", "%s/%s, %s", i.OS, i.Arch, i.Go)
	add("Command", "%s", strings.Join(i.Command, " "))
	add("Directory", "%s", r.dir)
	return facts
}

// epochSize says what an epoch is.
func epochSize(c *config.Config) string {
	batch := fmt.Sprintf("of %d × %d steps", c.Train.Batch, c.Train.Segment)
	if c.Train.UpdatesPerEpoch == 0 {
		return "each one pass over the pieces, updates " + batch
	}
	return "each of " + console.Count(c.Train.UpdatesPerEpoch, "update") + " " + batch
}

// music describes the training and validation pieces.
func (r *runReader) music() string {
	n := r.info.Counts
	text := fmt.Sprintf("%s; training: %s, %d steps; validation: %s, %d steps",
		r.config.Source(), console.Count(n["train_pieces"], "piece"), n["train_steps"], console.Count(n["valid_pieces"], "piece"), n["valid_steps"])
	if n["skipped"] > 0 {
		text += fmt.Sprintf("; %d skipped", n["skipped"])
	}
	return text
}

func moment(t time.Time) string { return t.UTC().Format("2006-01-02 15:04 UTC") }

func restarts(n int) string {
	if n == 0 {
		return ""
	}
	return ", resumed " + console.Count(n, "time")
}

// codeName is the commit, and whether the source had uncommitted changes.
func codeName(c rundir.Code) string {
	switch {
	case c.Commit == "":
		return "version unknown"
	case c.Dirty:
		return c.Commit[:min(12, len(c.Commit))] + " with uncommitted changes"
	}
	return c.Commit[:min(12, len(c.Commit))]
}

func nonEmpty(texts ...string) []string {
	var kept []string
	for _, text := range texts {
		if text != "" {
			kept = append(kept, text)
		}
	}
	return kept
}
