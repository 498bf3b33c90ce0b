package rundir

import (
	"fmt"
	"slices"
	"strings"

	"workbench/internal/atomicfile"
)

// Change is a key of the config that was changed when a run was resumed. The epochs after Epoch were trained
// with To.
type Change struct {
	Epoch int    `json:"epoch"`
	Key   string `json:"key"`
	From  string `json:"from"` // as in TOML
	To    string `json:"to"`
}

func (c Change) String() string {
	return fmt.Sprintf("%s changed from %s to %s after epoch %d", c.Key, c.From, c.To, c.Epoch)
}

// RateChanged tells whether a resumption changed the learning rate or its schedule, so that those of config.toml
// are wrong for earlier epochs.
func (i Info) RateChanged() bool {
	return slices.ContainsFunc(i.Changes, func(c Change) bool {
		return strings.HasPrefix(c.Key, "optimizer.") || c.Key == "train.epochs"
	})
}

// RecordChanges makes changes those of the run after epoch. What was recorded there before belongs to epochs
// that are trained again.
func (r *Run) RecordChanges(epoch int, changes []Change) {
	r.Info.Changes = slices.DeleteFunc(r.Info.Changes, func(c Change) bool { return c.Epoch >= epoch })
	r.Info.Changes = append(r.Info.Changes, changes...)
}

// SaveConfig replaces config.toml of a run that is being resumed.
func (r *Run) SaveConfig(text string) error {
	if err := r.checkPlace(); err != nil {
		return err
	}
	return atomicfile.Write(ConfigPath(r.Dir), []byte(text))
}
