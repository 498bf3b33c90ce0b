package training

import (
	"os"
	"testing"

	"workbench/internal/config"
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
