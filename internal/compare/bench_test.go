package compare

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"workbench/internal/config"
	"workbench/internal/rundir"
)

// Comparing 200 runs of 1000 epochs and 30 validation pieces should take less than 0.2 s.
func BenchmarkCompare200Runs(b *testing.B) {
	b.Run("of today", func(b *testing.B) { compare200Runs(b, "") })
	b.Run("of an earlier version", func(b *testing.B) { compare200Runs(b, "# Every key with its value in this run.\n") })
}

// compare200Runs compares runs whose configs have a header.
func compare200Runs(b *testing.B, header string) {
	c, err := config.Parse("x.toml", nil, nil)
	if err != nil {
		b.Fatal(err)
	}
	_, all, _ := strings.Cut(c.TOML(), "\n")
	top := b.TempDir()
	for i := range 200 {
		best := 11 + float64(i*37%101)/100
		dir := writeRun(b, filepath.Join(top, fmt.Sprintf("run-%d", i)), 1, best, "")
		write(b, rundir.ConfigPath(dir), header+strings.Replace(all, "learning_rate = 1.0", fmt.Sprintf("learning_rate = %g", 0.001+0.0001*float64(i)), 1))
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
