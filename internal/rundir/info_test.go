package rundir

import (
	"encoding/json"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"workbench/internal/filetest"
)

func TestInfoNames(t *testing.T) {
	r := newRun(t)
	r.Info.Marginal, r.Info.Best, r.Info.Corpus, r.Info.Counts = 1, &Best{2, 3}, "f", Counts{"pieces": 4}
	if err := r.End(Finished, ""); err != nil {
		t.Fatal(err)
	}
	data, err := os.ReadFile(filepath.Join(r.Dir, "run.json"))
	if err != nil {
		t.Fatal(err)
	}
	var got map[string]any
	if err := json.Unmarshal(data, &got); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"status", "pid", "host", "started", "updated", "finished", "seconds", "command", "seed",
		"go", "os", "arch", "threads", "corpus", "counts", "marginal_nll", "best", "epoch"} {
		if _, ok := got[name]; !ok {
			t.Errorf("run.json has no %q", name)
		}
	}
}

func TestInfoRefusesWhatIsNotANumber(t *testing.T) {
	r := newRun(t)
	for want, info := range map[string]Info{
		"marginal_nll is NaN": {Marginal: math.NaN()},
		"seconds is +Inf":     {Seconds: math.Inf(1)},
		"best.nll is NaN":     {Best: &Best{NLL: math.NaN()}},
	} {
		r.Info = info
		filetest.WantError(t, r.SaveInfo(), filepath.Join(r.Dir, "run.json"), want)
	}
	wantStatus(t, r.Dir, Running) // as it was
}

func TestACopyWithoutLockIsDead(t *testing.T) {
	r := newRun(t)
	copied := filepath.Join(t.TempDir(), "copy")
	if err := os.CopyFS(copied, os.DirFS(r.Dir)); err != nil {
		t.Fatal(err)
	}
	wantStatus(t, r.Dir, Running)
	wantStatus(t, copied, Dead)
	if err := os.Remove(filepath.Join(copied, "lock")); err != nil {
		t.Fatal(err)
	}
	wantStatus(t, copied, Dead)
}

func TestGitVersion(t *testing.T) {
	if _, err := exec.LookPath("git"); err != nil {
		t.Skip("no git here")
	}
	dir := t.TempDir()
	run := func(args ...string) {
		t.Helper()
		args = append([]string{"-C", dir, "-c", "user.name=a", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false"}, args...)
		if out, err := exec.Command("git", args...).CombinedOutput(); err != nil {
			t.Fatalf("git %q: %v\n%s", args, err, out)
		}
	}
	if got := gitVersion(dir, "m"); got != (Code{}) {
		t.Errorf("outside a repository: %+v", got)
	}
	run("init", "-q")
	if err := os.WriteFile(filepath.Join(dir, "go.mod"), []byte("module m\n"), 0o666); err != nil {
		t.Fatal(err)
	}
	run("add", ".")
	run("commit", "-q", "-m", "first")

	clean := gitVersion(dir, "m")
	if len(clean.Commit) != 40 || clean.Dirty {
		t.Errorf("after a commit: %+v", clean)
	}
	if got := gitVersion(dir, "other"); got != (Code{}) {
		t.Errorf("in the repository of another module: %+v", got)
	}
	if err := os.WriteFile(filepath.Join(dir, "new.go"), nil, 0o666); err != nil {
		t.Fatal(err)
	}
	if got := gitVersion(dir, "m"); got != (Code{clean.Commit, true}) {
		t.Errorf("after a change: %+v", got)
	}
}
