package compare

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"workbench/internal/rundir"
)

// Comparing 200 runs of 1000 epochs and 30 validation pieces should take less than 0.2 s.
func BenchmarkCompare200Runs(b *testing.B) {
	top := b.TempDir()
	for i := range 200 {
		best := 11 + float64(i*37%101)/100
		dir := writeRun(b, filepath.Join(top, fmt.Sprintf("run-%d", i)), 1, best, fmt.Sprintf("[optimizer]\nlearning_rate = %g\nname = %q",
			0.001+0.0001*float64(i), []string{"adam", "adadelta"}[i%2]))
		writeLosses(b, dir, best-11, 0.5)
		var rows strings.Builder
		for epoch := 1; epoch <= 1000; epoch++ {
			norm := 1000 / float64(epoch)
			line, err := rundir.Metric{Epoch: epoch, Split: rundir.Train, NLL: best + 1/float64(epoch), GradNorm: &norm, Seconds: 0.5}.Encode()
			if err != nil {
				b.Fatal(err)
			}
			rows.Write(line)
		}
		write(b, rundir.MetricsPath(dir), rows.String())
	}
	for b.Loop() {
		text(b, compare(b, true, top), Selection{Width: FileWidth})
	}
}
