package sweep

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"workbench/internal/atomicfile"
	"workbench/internal/console"
	"workbench/internal/rundir"
	"workbench/internal/slurm"
)

// array is a job array of Slurm that trains a sweep or a search, as array-001.json in the sweep's directory
// slurm records it. The task with index i trains Trials[i], or is one of the workers of a search.
type array struct {
	Job       string       `json:"job,omitempty"` // empty until sbatch has answered
	Submitted time.Time    `json:"submitted"`
	Name      string       `json:"name"`   // of the config
	Sbatch    []string     `json:"sbatch"` // its arguments
	Trials    []arrayTrial `json:"trials,omitempty"`
	Search    *arraySearch `json:"search,omitempty"`
}

// arraySearch is the search that the tasks of an array work on.
type arraySearch struct {
	Trials  int `json:"trials"`  // the most that begin
	Workers int `json:"workers"` // tasks of the array
}

// tasks is the number of tasks.
func (a *array) tasks() int {
	if a.Search != nil {
		return a.Search.Workers
	}
	return len(a.Trials)
}

// arrayTrial is a trial as array-001.json has it.
type arrayTrial struct {
	Name string   `json:"name"`
	Set  []string `json:"set"` // KEY=VALUE
}

// slurmDir is the directory of a sweep that holds what belongs to Slurm: the program, the arrays, and what
// their tasks print.
func slurmDir(parent string) string { return filepath.Join(parent, "slurm") }

// Submit submits the trials that are not finished, and that no job in the queue trains, as one job array.
func Submit(ctx context.Context, name, parent string, trials []*Trial, options slurm.Options, out *console.Streams) error {
	progress := console.NewProgress(out.Progress, io.Discard)
	due, err := unsubmitted(ctx, parent, trials, progress)
	if err != nil || len(due) == 0 {
		return err
	}
	a := array{Name: name}
	for _, t := range due {
		a.Trials = append(a.Trials, arrayTrial{t.name, t.set})
	}
	if err := a.launch(ctx, parent, options); err != nil {
		return fmt.Errorf("sweep: %w", err)
	}
	progress.Say("%s submitted as job %s; what the tasks print is in %s", console.Count(len(due), "run"), a.Job, slurmDir(parent))
	return nil
}

// Submit submits workers of the search as a job array, unless it has some in the queue. Each takes one trial
// after the other until the search is done. All may run at the same time.
func (s *Search) Submit(ctx context.Context, workers int, options slurm.Options, out *console.Streams) error {
	progress := console.NewProgress(out.Progress, io.Discard)
	all, err := readArrays(s.parent)
	if err != nil {
		return err
	}
	_, working, err := all.tasks(ctx)
	if err != nil {
		return fmt.Errorf("sweep: %w", err)
	}
	if len(working) > 0 {
		progress.Say("%s of the search in the queue already", console.Count(len(working), "worker"))
		return nil
	}
	j, err := readJournal(s.parent)
	if err != nil {
		return fmt.Errorf("sweep: %w", err)
	}
	options.AtOnce = 0
	a := array{Name: j.settings.Name, Search: &arraySearch{s.trials, workers}}
	if err := a.launch(ctx, s.parent, options); err != nil {
		return fmt.Errorf("sweep: %w", err)
	}
	progress.Say("%s of the search submitted as job %s; what they print is in %s", console.Count(workers, "worker"), a.Job, slurmDir(s.parent))
	return nil
}

// launch copies the program, and submits the array for the sweep in parent. If that fails, no file of the array is
// left, and its job, if there is one already, is cancelled.
func (a *array) launch(ctx context.Context, parent string, options slurm.Options) error {
	parent, err := filepath.Abs(parent) // tasks may start elsewhere
	if err != nil {
		return err
	}
	program, err := copyProgram(slurmDir(parent))
	if err != nil {
		return err
	}
	a.Submitted = time.Now().UTC().Truncate(time.Second)
	path, err := a.create(slurmDir(parent))
	if err != nil {
		return err
	}
	if err := a.submit(ctx, path, program, options); err != nil {
		return errors.Join(err, os.Remove(path), os.RemoveAll(scriptPath(path)))
	}
	return nil
}

// submit writes the script of the array at path, submits it, and records the job. A job that is not recorded is
// cancelled.
func (a *array) submit(ctx context.Context, path, program string, options slurm.Options) error {
	script := scriptPath(path)
	if err := atomicfile.Write(script, slurm.Script(program, "sweep", "-task", path)); err != nil {
		return err
	}
	output := filepath.Join(strings.ReplaceAll(filepath.Dir(path), "%", "%%"), "%A_%a.txt")
	job := slurm.Array{Name: a.Name + "-sweep", Script: script, Output: output, Tasks: a.tasks()}
	a.Sbatch = job.Arguments(options)
	var err error
	if a.Job, err = slurm.Submit(ctx, a.Sbatch); err != nil {
		return err
	}
	if err = ctx.Err(); err == nil {
		err = a.write(path, atomicfile.Write)
	}
	if err == nil {
		return nil
	}
	// -status and -cancel would not know the job.
	if cancelErr := slurm.Cancel(context.WithoutCancel(ctx), []string{a.Job}); cancelErr != nil {
		return fmt.Errorf("job %s was submitted, but not recorded (%w), nor could it be cancelled (%w); cancel it with: scancel %s", a.Job, err, cancelErr, a.Job)
	}
	return fmt.Errorf("job %s was submitted and is cancelled again: %w", a.Job, err)
}

func scriptPath(path string) string { return strings.TrimSuffix(path, ".json") + ".sh" }

// unsubmitted returns the trials that are to be submitted.
func unsubmitted(ctx context.Context, parent string, trials []*Trial, progress *console.Progress) ([]*Trial, error) {
	arrays, err := readArrays(parent)
	if err != nil {
		return nil, err
	}
	tasks, _, err := arrays.tasks(ctx)
	if err != nil {
		return nil, fmt.Errorf("sweep: %w", err)
	}
	var due []*Trial
	finished, queued := 0, 0
	for _, t := range trials {
		info, err := rundir.ReadInfo(t.Dir)
		switch {
		case err == nil && info.Status == rundir.Finished:
			finished++
		case tasks[t.name].Live():
			queued++
		case err == nil && info.Status == rundir.Running && info.Job == "":
			progress.Say("%s: process %d on %s trains it", t.name, info.PID, info.Host)
		default:
			due = append(due, t)
		}
	}
	if finished+queued > 0 {
		progress.Say("%s: %d finished, %d in the queue already", console.Count(len(trials), "run"), finished, queued)
	}
	return due, nil
}

// copyProgram copies this program into dir, under a name with a hash of its bytes, so that a new build does
// not change what waiting tasks run.
func copyProgram(dir string) (path string, err error) {
	executable, err := os.Executable()
	if err != nil {
		return "", err
	}
	data, err := os.ReadFile(executable)
	if err != nil {
		return "", err
	}
	path = filepath.Join(dir, fmt.Sprintf("experiments-%x", sha256.Sum256(data))[:len("experiments-")+12])
	if had, err := os.ReadFile(path); err == nil && bytes.Equal(had, data) {
		return path, nil
	}
	if err := os.MkdirAll(dir, 0o777); err != nil {
		return "", err
	}
	if err := atomicfile.Write(path, data); err != nil {
		return "", err
	}
	return path, os.Chmod(path, 0o755)
}

// create writes the array as the next file of dir. Another process may do the same at this moment.
func (a *array) create(dir string) (path string, err error) {
	for n := 1; ; n++ {
		path = filepath.Join(dir, fmt.Sprintf("array-%03d.json", n))
		if err = a.write(path, atomicfile.Create); !errors.Is(err, fs.ErrExist) {
			return path, err
		}
	}
}

func (a *array) write(path string, write func(path string, data []byte) error) error {
	data, err := json.MarshalIndent(a, "", "  ")
	if err != nil {
		return err
	}
	return write(path, append(data, '\n'))
}
