package rundir

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"workbench/internal/atomicfile"
	"workbench/internal/filetest"
)

// childRun makes the test program create the run directory that it names, and hold it until it is killed.
const childRun = "RUNS_TEST_CHILD"

func TestMain(m *testing.M) {
	if dir := os.Getenv(childRun); dir != "" {
		if _, err := Create(dir, "", Info{}); err != nil {
			fmt.Println(err)
			os.Exit(1)
		}
		fmt.Println("created")
		io.Copy(io.Discard, os.Stdin) // ends with the parent
		os.Exit(1)
	}
	os.Exit(m.Run())
}

// newRun creates a run that is closed when the test ends.
func newRun(t *testing.T) *Run {
	t.Helper()
	r, err := Create(filepath.Join(t.TempDir(), "a"), "name = \"a\"\n", Info{Seed: 7})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := r.Close(); err != nil {
			t.Error(err)
		}
	})
	return r
}

func TestCreateMakesACompleteDirectory(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "runs", "a")
	r, err := Create(dir+"/", "seed = 1\n", Info{Seed: 1 << 63, Corpus: "abc", Counts: Counts{"pieces": 3}, Marginal: 10.5})
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	fmt.Fprintln(r.Log, "hello")
	names := []string{"checkpoints", "config.toml", "figures", "lock", "log.txt", "metrics.jsonl", "run.json", "samples"}
	if r.Info.Code.Dirty { // the source of this test
		names = slices.Insert(names, 1, "code.patch")
	}
	filetest.WantNames(t, dir, names...)
	filetest.WantFile(t, ConfigPath(dir), "seed = 1\n")
	filetest.WantFile(t, filepath.Join(dir, "log.txt"), "hello\n")

	info, err := ReadInfo(dir)
	if err != nil {
		t.Fatal(err)
	}
	if info.Status != Running || info.PID != os.Getpid() || info.Seed != 1<<63 || info.Corpus != "abc" ||
		info.Counts["pieces"] != 3 || info.Marginal != 10.5 || info.Threads < 1 || info.Go == "" {
		t.Errorf("run.json reads as %+v", info)
	}
}

func TestCreateNeverWritesOver(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "file")
	if err := os.WriteFile(file, []byte("mine"), 0o666); err != nil {
		t.Fatal(err)
	}
	for _, taken := range []string{dir, file} {
		_, err := Create(taken, "", Info{})
		filetest.WantError(t, err, taken, "exists")
		if !errors.Is(err, fs.ErrExist) {
			t.Errorf("error %v is not fs.ErrExist", err)
		}
	}
	_, err := Create(filepath.Join(file, "a"), "", Info{})
	filetest.WantError(t, err, file, "not a directory")
	filetest.WantNames(t, dir, "file")
	filetest.WantFile(t, file, "mine")
}

func TestCreateOnAFullDiskLeavesNothing(t *testing.T) {
	parent := t.TempDir()
	filetest.BreakDisk(t, filetest.Disk{Free: 5})
	_, err := Create(filepath.Join(parent, "a"), "seed = 1\n", Info{})
	filetest.WantError(t, err, "config.toml", "9 bytes needed", "no space left")
	filetest.WantNames(t, parent)
}

func TestReadOnlyParent(t *testing.T) {
	if os.Geteuid() == 0 {
		t.Skip("root writes everywhere")
	}
	parent := t.TempDir()
	if err := os.Chmod(parent, 0o555); err != nil {
		t.Fatal(err)
	}
	_, err := Create(filepath.Join(parent, "a"), "", Info{})
	filetest.WantError(t, err, filepath.Join(parent, "a"), "permission denied")
}

func TestNamesInTheSameSecondDiffer(t *testing.T) {
	parent := t.TempDir()
	start := time.Date(2026, 11, 21, 6, 17, 45, 0, time.FixedZone("CET", 3600))
	for range 3 {
		r, err := CreateNamed(parent, "deep jammer/large", start, "", Info{})
		if err != nil {
			t.Fatal(err)
		}
		defer r.Close()
	}
	filetest.WantNames(t, parent, "deep-jammer-large-20261121-051745", "deep-jammer-large-20261121-051745-2", "deep-jammer-large-20261121-051745-3")
}

func TestCleanName(t *testing.T) {
	tests := map[string]string{
		"large":                  "large",
		"v1.2_a":                 "v1.2_a",
		" a  b\t":                "a-b",
		"../../etc/passwd":       "etc-passwd",
		"-rf *":                  "rf",
		".hidden":                "hidden",
		"étude":                  "étude",
		"a\x00b:c\\d\"e":         "a-b-c-d-e",
		"":                       "run",
		"///":                    "run",
		strings.Repeat("é", 200): strings.Repeat("é", 50),
	}
	for name, want := range tests {
		if got := cleanName(name); got != want {
			t.Errorf("cleanName(%q) = %q, want %q", name, got, want)
		}
	}
}

func TestPaths(t *testing.T) {
	for got, want := range map[string]string{
		CheckpointPath("r", 100):        "r/checkpoints/epoch-000100.safetensors",
		SamplePath("r", 100, 1, ".mid"): "r/samples/epoch-000100-1.mid",
		FigurePath("r", "loss.png"):     "r/figures/loss.png",
	} {
		if filepath.ToSlash(got) != want {
			t.Errorf("got %s, want %s", got, want)
		}
	}
}

func TestOpenSaysWhatIsMissing(t *testing.T) {
	r := newRun(t)
	dir := t.TempDir()
	_, err := Open(filepath.Join(dir, "gone"))
	filetest.WantError(t, err, filepath.Join(dir, "gone"), "no such file or directory")
	_, err = Open(dir)
	filetest.WantError(t, err, dir+" is not a run directory: it has no config.toml and no run.json")
	_, err = Open(ConfigPath(r.Dir))
	filetest.WantError(t, err, ConfigPath(r.Dir)+" is a file")
	if err := os.WriteFile(ConfigPath(dir), nil, 0o666); err != nil {
		t.Fatal(err)
	}
	_, err = Open(dir)
	filetest.WantError(t, err, "it has no run.json")
	if err := os.WriteFile(filepath.Join(dir, "run.json"), []byte("{"), 0o666); err != nil {
		t.Fatal(err)
	}
	_, err = Open(dir)
	filetest.WantError(t, err, filepath.Join(dir, "run.json"))
}

func TestSecondWriterIsTurnedAway(t *testing.T) {
	r := newRun(t)
	_, err := Open(r.Dir)
	filetest.WantError(t, err, r.Dir, fmt.Sprintf("in use by process %d on ", os.Getpid()))
	if err := r.Close(); err != nil {
		t.Fatal(err)
	}
	second, err := Open(r.Dir)
	if err != nil {
		t.Fatalf("after Close: %v", err)
	}
	if err := second.Close(); err != nil {
		t.Fatal(err)
	}
}

func TestKilledWriter(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "a")
	child := exec.Command(os.Args[0])
	child.Env = append(os.Environ(), childRun+"="+dir)
	if _, err := child.StdinPipe(); err != nil {
		t.Fatal(err)
	}
	stdout, err := child.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	if line, _ := bufio.NewReader(stdout).ReadString('\n'); line != "created\n" {
		t.Fatalf("the other process says %q", line)
	}

	_, err = Open(dir)
	filetest.WantError(t, err, dir, fmt.Sprintf("in use by process %d on ", child.Process.Pid))
	wantStatus(t, dir, Running)

	if err := child.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = child.Wait() // it was killed, which is an error
	wantStatus(t, dir, Dead)
	left := filepath.Join(dir, "checkpoints", ".epoch-000001.safetensors.0123.tmp")
	if err := os.WriteFile(left, []byte("half"), 0o666); err != nil {
		t.Fatal(err)
	}

	r, err := Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	filetest.WantNames(t, filepath.Dir(left))
	if err := r.Resume(nil); err != nil {
		t.Fatal(err)
	}
	wantStatus(t, dir, Running)
	if len(r.Info.Earlier) != 1 || r.Info.Earlier[0].PID != child.Process.Pid || r.Info.PID != os.Getpid() {
		t.Errorf("the sessions are %+v then %+v", r.Info.Earlier, r.Info.Session)
	}
}

func wantStatus(t *testing.T, dir string, want Status) {
	t.Helper()
	info, err := ReadInfo(dir)
	if err != nil {
		t.Fatal(err)
	}
	if info.Status != want {
		t.Errorf("status %s, want %s", info.Status, want)
	}
}

func TestEnd(t *testing.T) {
	for _, status := range []Status{Finished, Interrupted, Failed} {
		r := newRun(t)
		if err := r.End(status, "because"); err != nil {
			t.Fatal(err)
		}
		info, err := ReadInfo(r.Dir)
		if err != nil {
			t.Fatal(err)
		}
		if info.Status != status || info.Message != "because" || info.Finished.IsZero() || info.Updated.Location() != time.UTC {
			t.Errorf("run.json reads as %+v", info)
		}
	}
}

// A run that is killed after its checkpoint and resumed has the rows, the best and the checkpoints of one
// that was not.
func TestResumeEqualsStraight(t *testing.T) {
	epoch := func(r *Run, e int) {
		t.Helper()
		if err := r.AppendMetric(Metric{Epoch: e, Split: Train, NLL: 1 / float64(e)}); err != nil {
			t.Fatal(err)
		}
		if e%2 == 0 {
			c := exampleCheckpoint(e)
			c.Best = &Best{Epoch: e, NLL: 1 / float64(e)}
			if err := r.Save(c, 2); err != nil {
				t.Fatal(err)
			}
		}
	}
	straight := newRun(t)
	for e := 1; e <= 6; e++ {
		epoch(straight, e)
	}

	killed := newRun(t)
	for e := 1; e <= 5; e++ {
		epoch(killed, e)
	}
	fmt.Fprint(killed.metrics, `{"epoch":6,"sp`)
	if err := killed.Close(); err != nil {
		t.Fatal(err)
	}

	resumed, err := Open(killed.Dir)
	if err != nil {
		t.Fatal(err)
	}
	defer resumed.Close()
	c, warnings, err := Latest(resumed.Dir)
	if err != nil || len(warnings) > 0 {
		t.Fatal(warnings, err)
	}
	if err := resumed.Resume(c); err != nil {
		t.Fatal(err)
	}
	if resumed.Info.Epoch != 4 || resumed.Info.Best.Epoch != 4 || resumed.Info.Seed != 7 {
		t.Errorf("resumed with %+v", resumed.Info)
	}
	for e := c.Epoch + 1; e <= 6; e++ {
		epoch(resumed, e)
	}

	for _, path := range []func(dir string) string{
		MetricsPath,
		func(dir string) string { return CheckpointPath(dir, 6) },
	} {
		want, err := os.ReadFile(path(straight.Dir))
		if err != nil {
			t.Fatal(err)
		}
		filetest.WantFile(t, path(resumed.Dir), string(want))
	}
	wantEpochs(t, resumed.Dir, 4, 6)
	if !reflect.DeepEqual(resumed.Info.Best, straight.Info.Best) {
		t.Errorf("best %+v, want %+v", resumed.Info.Best, straight.Info.Best)
	}
}

func TestOpenChangesNothingBeforeResume(t *testing.T) {
	r := newRun(t)
	if err := r.AppendMetric(Metric{Epoch: 1}); err != nil {
		t.Fatal(err)
	}
	if err := r.End(Interrupted, ""); err != nil {
		t.Fatal(err)
	}
	if err := r.Close(); err != nil {
		t.Fatal(err)
	}
	before, err := os.ReadFile(filepath.Join(r.Dir, "run.json"))
	if err != nil {
		t.Fatal(err)
	}
	opened, err := Open(r.Dir)
	if err != nil {
		t.Fatal(err)
	}
	filetest.WantPanic(t, "AppendMetric", func() { _ = opened.AppendMetric(Metric{}) })
	filetest.WantPanic(t, "Save", func() { _ = opened.Save(exampleCheckpoint(1), 0) })
	if err := opened.Close(); err != nil {
		t.Fatal(err)
	}
	filetest.WantFile(t, filepath.Join(r.Dir, "run.json"), string(before))
	filetest.WantFile(t, MetricsPath(r.Dir), `{"epoch":1,"split":"","nll":0,"seconds":0}`+"\n")
}

// The lock's file names the process that holds it, also while run.json still names the one before.
func TestHolderIsTheProcessThatHoldsTheLock(t *testing.T) {
	r := newRun(t)
	r.Info.PID, r.Info.Host = 4194304, "elsewhere"
	if err := r.SaveInfo(); err != nil {
		t.Fatal(err)
	}
	_, err := Open(r.Dir)
	filetest.WantError(t, err, fmt.Sprintf("in use by process %d on ", os.Getpid()))
}

// What a dead process wrote down does not keep anybody out, though its number and host are those of a process
// that lives.
func TestStaleLockIsTakenOver(t *testing.T) {
	for name, text := range map[string]string{
		"this process":  fmt.Sprintf("%d %s\n", os.Getpid(), newSession().Host),
		"another host":  "1 elsewhere\n",
		"another thing": "\xff\x00",
		"empty":         "",
	} {
		t.Run(name, func(t *testing.T) {
			r := newRun(t)
			if err := r.Close(); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(filepath.Join(r.Dir, lockFile), []byte(text), 0o666); err != nil {
				t.Fatal(err)
			}
			wantStatus(t, r.Dir, Dead)
			again, err := Open(r.Dir)
			if err != nil {
				t.Fatal(err)
			}
			if err := again.Close(); err != nil {
				t.Fatal(err)
			}
		})
	}
}

// A process that is killed while it makes a run leaves nothing under the run's name; what it left is not
// taken for a run.
func TestHalfMadeRunIsHidden(t *testing.T) {
	parent := t.TempDir()
	hidden := atomicfile.TemporaryName(filepath.Join(parent, "a"))
	if err := os.Mkdir(hidden, 0o777); err != nil {
		t.Fatal(err)
	}
	if err := fill(hidden, "", Info{}); err != nil {
		t.Fatal(err)
	}
	if name := filepath.Base(atomicfile.TemporaryName(filepath.Join(parent, "a"))); name[0] != '.' {
		t.Errorf("%s is not hidden", name)
	}
	r, err := Create(filepath.Join(parent, "a"), "", Info{})
	if err != nil {
		t.Fatal(err)
	}
	if err := r.Close(); err != nil {
		t.Fatal(err)
	}
}

// TestNoParent: where the parent is a link to a disk that is gone no name is free, and none is looked for.
func TestNoParent(t *testing.T) {
	parent := filepath.Join(t.TempDir(), "runs")
	if err := os.Symlink(filepath.Join(t.TempDir(), "gone"), parent); err != nil {
		t.Skip(err)
	}
	_, err := CreateNamed(parent, "a", time.Now(), "", Info{})
	filetest.WantError(t, err, parent, "link to a directory that is missing")
}

// TestExportIsWholeOrNot: a copy that cannot be made whole is not there.
func TestExportIsWholeOrNot(t *testing.T) {
	r := newRun(t)
	save(t, r, 100)
	if err := os.Remove(MetricsPath(r.Dir)); err != nil {
		t.Fatal(err)
	}
	to := filepath.Join(t.TempDir(), "copies", "a")
	filetest.WantError(t, Export(r.Dir, exampleCheckpoint(100), "", func(string) bool { return false }, nil, to), MetricsPath(r.Dir))
	if _, err := os.Lstat(to); err == nil {
		t.Errorf("%s is there", to)
	}
}
