//go:build unix

package slurm

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"workbench/internal/exit"
)

// fake puts shell scripts in place of commands of Slurm; nothing else is in PATH.
func fake(t *testing.T, scripts map[string]string) {
	t.Helper()
	dir := t.TempDir()
	for name, script := range scripts {
		if err := os.WriteFile(filepath.Join(dir, name), []byte("#!/bin/sh\n"+script+"\n"), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	t.Setenv("PATH", dir)
}

func TestArguments(t *testing.T) {
	a := Array{Name: "quick-sweep", Script: "/d/a.sh", Output: "/d/%A_%a.txt", Tasks: 12}
	for _, test := range []struct {
		o    Options
		want string
	}{
		{Options{}, "--parsable --job-name=quick-sweep --array=0-11 --output=/d/%A_%a.txt --open-mode=append --requeue --signal=B:TERM@120 /d/a.sh"},
		{Options{Partition: "p", Account: "a", Time: "90m", Memory: "4G", CPUs: 8, AtOnce: 2, Extra: []string{"--signal=B:TERM@300"}},
			"--parsable --job-name=quick-sweep --array=0-11%2 --output=/d/%A_%a.txt --open-mode=append --requeue --time=90 --signal=B:TERM@120" +
				" --partition=p --account=a --mem=4G --cpus-per-task=8 --signal=B:TERM@300 /d/a.sh"},
		// A signal at the beginning of the limit would stop each task before it trains.
		{Options{Time: "1"}, "--parsable --job-name=quick-sweep --array=0-11 --output=/d/%A_%a.txt --open-mode=append --requeue --time=1 --signal=B:TERM@30 /d/a.sh"},
	} {
		if got := strings.Join(a.Arguments(test.o), " "); got != test.want {
			t.Errorf("%+v:\n%s, want\n%s", test.o, got, test.want)
		}
	}
}

func TestTimeLimits(t *testing.T) {
	for text, want := range map[string]time.Duration{
		"": 0, "30": 30 * time.Minute, "2:30": 150 * time.Second, "1:00:00": time.Hour, "1-12": 36 * time.Hour, "1-12:30": 36*time.Hour + 30*time.Minute,
		"2-00:00:01": 48*time.Hour + time.Second, "90m": 90 * time.Minute, "1h30m": 90 * time.Minute,
	} {
		if got, err := limit(text); got != want || err != nil {
			t.Errorf("%s: %v, %v; want %v", text, got, err, want)
		}
	}
	for _, text := range []string{"0", "-5", "soon", "1:2:3:4", "1-2:3:4:5", "-5m", "1-", "99999999999", "1:x"} {
		var usage exit.UsageError
		if err := (Options{Time: text}).Check(); !errors.As(err, &usage) {
			t.Errorf("%s: %v", text, err)
		}
	}
}

func TestOptionsOfSbatch(t *testing.T) {
	for _, extra := range []string{"", "constraint=avx2", "-", "--"} { // sbatch would take them as its script
		if err := (Options{Extra: []string{extra}}).Check(); err == nil {
			t.Errorf("-sbatch %q is accepted", extra)
		}
	}
	if err := (Options{Extra: []string{"--constraint=avx2", "-v"}}).Check(); err != nil {
		t.Error(err)
	}
}

func TestScript(t *testing.T) {
	want := "#!/bin/sh\nexport GOMAXPROCS=\"${SLURM_CPUS_PER_TASK:-${SLURM_CPUS_ON_NODE:-1}}\"\nexec '/a b/program' sweep -task x.json\n"
	if got := string(Script("/a b/program", "sweep", "-task", "x.json")); got != want {
		t.Errorf("%s", got)
	}
}

func TestSubmit(t *testing.T) {
	for _, test := range []struct{ script, job, message string }{
		{`echo "123;cluster"`, "123", ""},
		{`echo 7`, "7", ""},
		{`echo submitted`, "", `sbatch printed "submitted"`},
		{`echo "sbatch: error: invalid partition specified: gpu" >&2; echo "sbatch: error: Batch job submission failed: Invalid partition name specified" >&2; exit 1`,
			"", "sbatch: invalid partition specified: gpu; Invalid partition name specified; sinfo -s lists the partitions; name one with -partition"},
		{`echo "sbatch: error: Batch job submission failed: Invalid job array specification" >&2; exit 1`, "", "MaxArraySize"},
		{`echo "sbatch: error: Batch job submission failed: Requested time limit is invalid (missing or exceeds some limit)" >&2; exit 1`, "", "lower -time"},
		{`echo "sbatch: error: Batch job submission failed: Requested node configuration is not available" >&2; exit 1`, "", "lower -cpus or -memory"},
		{`echo "sbatch: error: Batch job submission failed: Job violates accounting/QOS policy (job submit limit, user's size and/or time limits)" >&2; exit 1`,
			"", "a limit of your account"},
		{`echo "sbatch: error: something else" >&2; exit 1`, "", "sbatch: something else"},
		{`exit 3`, "", "exit status 3"},
	} {
		fake(t, map[string]string{"sbatch": test.script})
		job, err := Submit(t.Context(), nil)
		if job != test.job || (err == nil) != (test.message == "") || err != nil && !strings.Contains(err.Error(), test.message) {
			t.Errorf("%s: %q, %v", test.script, job, err)
		}
	}
	fake(t, nil)
	if Available() {
		t.Error("Slurm is available without sbatch")
	}
	if _, err := Submit(t.Context(), nil); err == nil || !strings.Contains(err.Error(), "sbatch is not in PATH") {
		t.Errorf("without sbatch: %v", err)
	}
}

func TestTasks(t *testing.T) {
	fake(t, map[string]string{
		"squeue": `printf '%s\n' '5|2|5|PENDING||Resources' '5|0|6|RUNNING|node1|None' '5|1|7|COMPLETING|node2|None'`,
		"sacct":  `printf '%s\n' '4_0|NODE_FAIL|node3' '4_1|CANCELLED by 1000|None assigned' '4_[2-9%2]|PENDING|None assigned' '5_0|PENDING|None assigned'`,
	})
	tasks, err := Tasks(t.Context(), []string{"4", "5"})
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]Task{
		"4_0": {ID: "4_0", State: "NODE_FAIL", Node: "node3"},
		"4_1": {ID: "4_1", State: "CANCELLED"},
		"5_0": {ID: "5_0", Job: "6", State: "RUNNING", Node: "node1"},
		"5_1": {ID: "5_1", Job: "7", State: "COMPLETING", Node: "node2"},
		"5_2": {ID: "5_2", Job: "5", State: "PENDING", Reason: "Resources"},
	}
	for id, task := range want {
		if tasks[id] != task {
			t.Errorf("%s: %+v, want %+v", id, tasks[id], task)
		}
	}
	if len(tasks) != len(want) {
		t.Errorf("%v", tasks)
	}
	var live []string
	for id, task := range tasks {
		if task.Live() {
			live = append(live, id)
		}
	}
	if slices.Sort(live); !slices.Equal(live, []string{"5_0", "5_1", "5_2"}) || (Task{}).Live() {
		t.Errorf("live: %v", live)
	}
}

// Without accounts, Slurm knows nothing of jobs that ended a while ago.
func TestForgottenTasks(t *testing.T) {
	fake(t, map[string]string{
		"squeue": `echo "slurm_load_jobs error: Invalid job id specified" >&2; exit 1`,
		"sacct":  `echo "Slurm accounting storage is disabled" >&2; exit 1`,
	})
	if tasks, err := Tasks(t.Context(), []string{"4"}); len(tasks) > 0 || err != nil {
		t.Errorf("%v, %v", tasks, err)
	}
	if running, err := JobRunning(t.Context(), "4"); running || err != nil {
		t.Errorf("%v, %v", running, err)
	}
	fake(t, map[string]string{"squeue": `echo "slurm_load_jobs error: Unable to contact slurm controller (connect failure)" >&2; exit 1`})
	if _, err := Tasks(t.Context(), []string{"4"}); err == nil || !strings.Contains(err.Error(), "try again later") {
		t.Errorf("without the controller: %v", err)
	}
	if _, err := JobRunning(t.Context(), "4"); err == nil {
		t.Error("without the controller, a job is said to have ended")
	}
}

// The last waiting task of an array has the array's own number, with which squeue selects all tasks.
func TestJobRunning(t *testing.T) {
	fake(t, map[string]string{"squeue": `printf '%s\n' '4|PENDING' '5|RUNNING'`})
	for job, want := range map[string]bool{"4": false, "5": true} {
		if got, err := JobRunning(t.Context(), job); got != want || err != nil {
			t.Errorf("%s: %v, %v", job, got, err)
		}
	}
}

// A task that is being cancelled, or that Slurm requeues, is not requeued a second time: scontrol would do it.
func TestRequeue(t *testing.T) {
	requeued := filepath.Join(t.TempDir(), "requeued")
	for _, test := range []struct {
		state string
		want  error
	}{{"RUNNING", nil}, {"COMPLETING", ErrEnding}, {"CANCELLED", ErrEnding}, {"PENDING", ErrEnding}} {
		fake(t, map[string]string{"squeue": "echo " + test.state, "scontrol": `echo "$*" > ` + requeued})
		os.Remove(requeued)
		if err := Requeue(t.Context(), "4_2"); !errors.Is(err, test.want) || (err == nil) != (test.want == nil) {
			t.Errorf("%s: %v", test.state, err)
		}
		text, _ := os.ReadFile(requeued)
		if got := strings.TrimSpace(string(text)); (got == "requeue 4_2") != (test.want == nil) {
			t.Errorf("%s: scontrol %q", test.state, got)
		}
	}
}
