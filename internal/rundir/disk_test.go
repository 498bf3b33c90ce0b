package rundir

import (
	"math"
	"os"
	"testing"

	"workbench/internal/filetest"
	"workbench/internal/safetensors"
)

func TestCheckpointsWithoutFiniteNumbers(t *testing.T) {
	r := newRun(t)
	save(t, r, 100)
	for name, value := range map[string]float64{"weights": math.NaN(), "optimizer": math.Inf(1)} {
		c := exampleCheckpoint(200)
		want := "output.bias[1] is NaN"
		if name == "weights" {
			c.Weights["output.bias"] = safetensors.Tensor{Shape: []int{2}, F32: []float32{0, float32(value)}}
		} else {
			c.Optimizer["output.bias/square"] = safetensors.Tensor{Shape: []int{2}, F32: []float32{float32(value), 0}}
			want = "optimizer/output.bias/square[0] is +Inf"
		}
		filetest.WantError(t, r.Save(c, 1), CheckpointPath(r.Dir, 200), want, "earlier ones are unchanged")
		wantEpochs(t, r.Dir, 100)
	}
}

// A checkpoint whose checksum is right can hold what no training can resume from, if another program wrote it.
func TestLatestPassesOverWhatIsNotFinite(t *testing.T) {
	r := newRun(t)
	save(t, r, 100, 200)
	poison(t, CheckpointPath(r.Dir, 200))
	c, warnings, err := Latest(r.Dir)
	if err != nil || c.Epoch != 100 || len(warnings) != 1 {
		t.Fatalf("got %+v, %q, %v, want epoch 100 and one warning", c, warnings, err)
	}
}

// poison makes one weight of a checkpoint infinite, with a checksum to match.
func poison(t *testing.T, path string) {
	t.Helper()
	file, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	tensors, metadata, err := safetensors.Decode(file)
	if err != nil {
		t.Fatal(err)
	}
	tensors["output.bias"].F32[0] = float32(math.Inf(1))
	metadata["checksum"] = noChecksum
	data, err := safetensors.Encode(tensors, metadata)
	if err != nil {
		t.Fatal(err)
	}
	seal(data)
	if err := os.WriteFile(path, data, 0o666); err != nil {
		t.Fatal(err)
	}
}
