package training

import (
	"io"
	"os"
	"runtime"
	"strings"
	"testing"

	"workbench/internal/config"
	"workbench/internal/console"
	"workbench/internal/rundir"
)

// A key or a feature group that was renamed since the checkpoint was written is no change of the config.
func TestResumeAfterRenaming(t *testing.T) {
	const earlier = "# Every key with its value in this run.\nname = \"x\"\n[features]\ngroups = [\"position\", \"echo\"]\nlags = [8, 16]\n"
	dir := t.TempDir()
	if err := os.WriteFile(rundir.ConfigPath(dir), []byte(earlier), 0o666); err != nil {
		t.Fatal(err)
	}
	_, changes, err := resumedConfig(dir, &rundir.Checkpoint{Config: earlier}, []string{"train.epochs=70"})
	if err != nil {
		t.Fatal(err)
	}
	if len(changes) != 1 || changes[0].Key != "train.epochs" || changes[0].To != "70" {
		t.Errorf("changes %+v, want train.epochs alone", changes)
	}
	_, _, err = resumedConfig(dir, &rundir.Checkpoint{Config: earlier}, []string{"lookback.steps=[4]"})
	if _, ok := err.(*config.Error); !ok {
		t.Errorf("another lookback: %v", err)
	}
}

// The kernels' bits are the same on one architecture alone.
func TestNoteMachine(t *testing.T) {
	const differs, same = "not bit-identical", "same bits"
	for _, test := range []struct {
		arch, kernel, now string
		want, not         string
	}{
		{runtime.GOARCH, "avx2", "avx2", "", "note"},
		{runtime.GOARCH, "avx2", "avx512", same, differs},
		{runtime.GOARCH, "avx2", "plain", differs, same},
		{"another", "avx2", "neon", differs, same},
	} {
		var screen strings.Builder
		e := experiment{config: &config.Config{}, run: &rundir.Run{Info: rundir.Info{Session: rundir.Session{Arch: test.arch}, Kernel: test.kernel}},
			progress: console.NewProgress(&screen, io.Discard)}
		e.noteMachine(test.now)
		if said := screen.String(); !strings.Contains(said, test.want) || strings.Contains(said, test.not) {
			t.Errorf("from %s with %s to %s: %q, want %q and not %q", test.arch, test.kernel, test.now, said, test.want, test.not)
		}
	}
}
