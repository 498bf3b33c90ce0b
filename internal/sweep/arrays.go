package sweep

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"workbench/internal/rundir"
	"workbench/internal/slurm"
)

func readArray(path string) (a array, err error) {
	data, err := rundir.ReadFile(path)
	if err == nil {
		err = json.Unmarshal(data, &a)
	}
	if err != nil {
		return a, fmt.Errorf("sweep: %s: %w", path, err)
	}
	return a, nil
}

// arrays are all that were submitted for a sweep, oldest first.
type arrays []array

// readArrays reads the arrays of a sweep; there are none if it was never submitted.
func readArrays(parent string) (arrays, error) {
	entries, err := os.ReadDir(slurmDir(parent))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("sweep: %w", err)
	}
	var all arrays
	for _, e := range entries {
		if !strings.HasPrefix(e.Name(), "array-") || filepath.Ext(e.Name()) != ".json" {
			continue
		}
		a, err := readArray(filepath.Join(slurmDir(parent), e.Name()))
		if err != nil {
			return nil, err
		}
		all = append(all, a)
	}
	slices.SortStableFunc(all, func(a, b array) int { return a.Submitted.Compare(b.Submitted) })
	return all, nil
}

// jobs are the numbers of all jobs.
func (all arrays) jobs() []string {
	var jobs []string
	for _, a := range all {
		if a.Job != "" {
			jobs = append(jobs, a.Job)
		}
	}
	return jobs
}

// tasks asks Slurm for the tasks, and returns them by the names of their trials. Of several tasks that were
// submitted for a trial, the last counts.
func (all arrays) tasks(ctx context.Context) (map[string]slurm.Task, error) {
	known, err := slurm.Tasks(ctx, all.jobs())
	if err != nil {
		return nil, err
	}
	tasks := map[string]slurm.Task{}
	for _, a := range all {
		for i, t := range a.Trials {
			id := slurm.TaskID(a.Job, strconv.Itoa(i))
			task := known[id] // without a state if Slurm has forgotten it
			task.ID = id
			tasks[t.Name] = task
		}
	}
	return tasks, nil
}
