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

// board keeps what a run measures and composes for TensorBoard, in the folder tensorboard of its directory. A nil board keeps nothing.
type board struct{ events *tensorboard.Writer }

// openBoard starts an event file where the training stands, if the config asks for one. What the file of an earlier process holds from
// there on does not count any more.
func (e *experiment) openBoard() error {
	if !e.config.Train.TensorBoard {
		return nil
	}
	events, err := tensorboard.Open(filepath.Join(e.run.Dir, "tensorboard"))
	if err != nil {
		return err
	}
	e.board = &board{events}
	first := e.epoch + 1
	if e.epoch == 0 && e.updates == 0 { // the untrained network is looked at, too
		first = 0
	}
	if err := events.Start(first); err != nil {
		return err
	}
	return events.Text("config", first, "```toml\n"+e.config.TOML()+"```\n")
}

// record writes a metric to the run's metrics and to the board.
func (e *experiment) record(m rundir.Metric) error {
	if err := e.run.AppendMetric(m); err != nil {
		return err
	}
	return e.board.metric(m)
}

func (b *board) metric(m rundir.Metric) error {
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

// heard is how much of a sample the board plays, in seconds, at 44 kB each.
const heard = 60

// sample takes over the picture of the i-th sample, a PNG file, and what it sounds like.
func (b *board) sample(epoch, i int, picture string, music *score.Score) error {
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
	return b.events.Audio(tag, epoch, sound.WAV(sound.Render(sound.Notes(music), heard)))
}

func (b *board) close() error {
	if b == nil {
		return nil
	}
	return b.events.Close()
}
