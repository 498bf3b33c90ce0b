package rundir

import (
	"encoding/json"
	"errors"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
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
	write := func(name, text string) {
		t.Helper()
		path := filepath.Join(dir, name)
		if err := errors.Join(os.MkdirAll(filepath.Dir(path), 0o777), os.WriteFile(path, []byte(text), 0o666)); err != nil {
			t.Fatal(err)
		}
	}
	for _, name := range []string{"runs/a/config.toml", "models/mine/run.json", "music/1.mid", "notes.md"} {
		write(name, "written by or for the program")
	}
	if got := gitVersion(dir, "m"); got != clean {
		t.Errorf("after files that are no source: %+v", got)
	}
	write("new.go", "package m\n")
	write("go.mod", "module m\n\ngo 1.26\n")
	code := gitVersion(dir, "m")
	if code.Commit != clean.Commit || !code.Dirty {
		t.Errorf("after changes of the source: %+v", code)
	}
	// The patch makes of the commit what the directory has.
	run("stash", "-q", "--include-untracked")
	patch := filepath.Join(t.TempDir(), "code.patch")
	if err := os.WriteFile(patch, []byte(code.patch), 0o666); err != nil {
		t.Fatal(err)
	}
	run("apply", patch)
	for name, want := range map[string]string{"new.go": "package m\n", "go.mod": "module m\n\ngo 1.26\n"} {
		if got, err := os.ReadFile(filepath.Join(dir, name)); err != nil || string(got) != want {
			t.Errorf("%s after the patch: %q, %v", name, got, err)
		}
	}
}

func TestPatchOfSession(t *testing.T) {
	r := newRun(t)
	patch := "diff --git a/loss/nll.go b/loss/nll.go\n--- a/loss/nll.go\n+++ b/loss/nll.go\n@@ -1,2 +1,3 @@\n-old\n+new\n+more\n same\n"
	s := Session{Code: Code{Commit: "c", Dirty: true, patch: patch}}
	for number, name := range []string{1: "code.patch", 2: "code-2.patch"} {
		if number == 0 {
			continue
		}
		s.namePatch(number)
		if err := s.writePatch(r.Dir); err != nil || s.Code.Patch != name {
			t.Errorf("session %d: %+v, %v", number, s.Code, err)
		}
		if text, err := s.ReadPatch(r.Dir); err != nil || text != patch {
			t.Errorf("session %d: %q, %v", number, text, err)
		}
	}
	if got := PatchSummary(r.Dir, s); !strings.Contains(got, "code-2.patch (") || !strings.Contains(got, "loss/nll.go +2 -1") {
		t.Errorf("summary %q", got)
	}
	s.Code.Patch = "../x"
	if _, err := s.ReadPatch(r.Dir); err == nil {
		t.Error("a patch outside the run directory is read")
	}
}
