package training

import (
	"fmt"
	"os"
	"path/filepath"

	"workbench/features/score"
	"workbench/internal/rundir"
	"workbench/internal/sound"
	"workbench/internal/tensorboard"
)

// tensorBoard writes losses and samples for TensorBoard into the directory tensorboard of a run. A nil one
// writes nothing.
type tensorBoard struct{ events *tensorboard.Writer }

// openTensorBoard starts an event file at the current epoch, if the config asks for one. It replaces what an
// earlier process wrote from there on.
func (e *experiment) openTensorBoard() error {
	if !e.config.Train.TensorBoard {
		return nil
	}
	events, err := tensorboard.Open(filepath.Join(e.run.Dir, "tensorboard"))
	if err != nil {
		return err
	}
	e.tensorBoard = &tensorBoard{events}
	first := e.epoch + 1
	if e.epoch == 0 && e.updates == 0 { // the untrained network is evaluated too
		first = 0
	}
	if err := events.Start(first); err != nil {
		return err
	}
	return events.Text("config", first, "```toml\n"+e.config.TOML()+"```\n")
}

// record writes a metric to the run's metrics and to TensorBoard.
func (e *experiment) record(m rundir.Metric) error {
	if err := e.run.AppendMetric(m); err != nil {
		return err
	}
	return e.tensorBoard.metric(m)
}

func (b *tensorBoard) metric(m rundir.Metric) error {
	if b == nil {
		return nil
	}
	scalars := append([]rundir.Part{{Name: "nll", Value: m.NLL}}, m.Parts...)
	if m.GradNorm != nil {
		scalars = append(scalars, rundir.Part{Name: "grad_norm", Value: *m.GradNorm})
	}
	for _, scalar := range scalars {
		if err := b.events.Scalar(m.Split+"/"+scalar.Name, m.Epoch, scalar.Value); err != nil {
			return err
		}
	}
	return nil
}

// maxSeconds is the longest audio of a sample, at 44 kB per second.
const maxSeconds = 60

// sample writes the picture of the i-th sample, a PNG file, and its sound.
func (b *tensorBoard) sample(epoch, i int, picture string, music *score.Score) error {
	if b == nil {
		return nil
	}
	data, err := os.ReadFile(picture)
	if err != nil {
		return err
	}
	tag := fmt.Sprintf("samples/%d", i)
	if err := b.events.Image(tag, epoch, data); err != nil {
		return err
	}
	samples := sound.Render(sound.Notes(music), maxSeconds)
	return b.events.Sound(tag, epoch, sound.WAV(samples), sound.Rate, len(samples))
}

func (b *tensorBoard) close() error {
	if b == nil {
		return nil
	}
	return b.events.Close()
}
