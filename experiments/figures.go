package main

import (
	"bytes"
	"fmt"
	"io"
	"maps"
	"os"
	"slices"

	"workbench/features"
	"workbench/features/midi"
	"workbench/features/score"
	"workbench/internal/figure"
	"workbench/runs"
)

// drawFigures draws the run's figures anew from its metrics and samples.
func (e *experiment) drawFigures() error {
	metrics, _, err := runs.ReadMetrics(runs.MetricsPath(e.run.Dir))
	if err != nil {
		return err
	}
	unit := e.model.Unit()
	train, valid := figure.Curve{Name: "training", Unit: unit}, figure.Curve{Name: "validation", Unit: unit}
	addLosses(&train, &valid, metrics)
	title := fmt.Sprintf("%s: negative log-likelihood of the next %s", e.config.Name, unit)
	baseline, _ := e.run.Info.Baseline()
	if err := writePNG(runs.FigurePath(e.run.Dir, "loss.png"), func(w io.Writer) error {
		return figure.WriteLoss(w, train, valid, baseline, title)
	}); err != nil {
		return err
	}
	rolls, captions, err := e.samples()
	if err != nil || len(rolls) == 0 {
		return err
	}
	return writePNG(runs.FigurePath(e.run.Dir, "samples.png"), func(w io.Writer) error { return figure.Learning(w, rolls, captions) })
}

// samples reads the first sample of every epoch back from the run's directory, as far as they can be read.
func (e *experiment) samples() (rolls []figure.Roll, captions []string, err error) {
	paths, err := samplePaths(e.run.Dir)
	if err != nil {
		return nil, nil, err
	}
	for _, epoch := range slices.Sorted(maps.Keys(paths)) {
		pieces, err := readSamples(paths[epoch][:1], e.config)
		if err != nil { // a picture is not worth a training
			e.progress.say("warning: a sample is left out of figures/samples.png: %v", err)
			continue
		}
		rolls = append(rolls, rollOf(pieces[0], e.config.Compose.Tempo, e.config.given()))
		captions = append(captions, fmt.Sprintf("epoch %d", epoch))
	}
	return rolls, captions, nil
}

// readSample reads a MIDI file that may be silent, and gives it so many steps.
func readSample(path string, stepsPerQuarter, steps int) (*features.Piece, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	s, _, err := midi.Read(data)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	p := emptyPiece(score.CommonTime, stepsPerQuarter)
	if len(s.Notes) > 0 {
		if p, err = features.FromScore(path, s, stepsPerQuarter); err != nil {
			return nil, fmt.Errorf("%s: %w", path, err)
		}
	}
	p.Roll = append(p.Roll, make(features.Roll, max(steps-p.Steps(), 0))...)
	p.ExtendMeasures()
	return p, nil
}

// globQuote quotes what filepath.Glob would take for a pattern.
func globQuote(path string) string {
	var b bytes.Buffer
	for _, r := range path {
		if r == '*' || r == '?' || r == '[' || r == '\\' {
			b.WriteByte('\\')
		}
		b.WriteRune(r)
	}
	return b.String()
}

// rollOf is a piece as the pictures show it, its first `given` steps shaded.
func rollOf(p *features.Piece, tempo float64, given int) figure.Roll {
	r := figure.Roll{Steps: p.Steps(), Keys: features.Keys, StepsPerQuarter: p.StepsPerQuarter, QuartersPerMinute: tempo, Title: p.Title,
		Prompt: given, Articulated: p.Articulated,
		Cell: func(step, key int) (play, articulate bool) {
			cell := p.Roll[step][key]
			return cell.Play(), cell.Articulate()
		}}
	for _, m := range p.Measures {
		r.Measures = append(r.Measures, m.Start)
	}
	return r
}

// writePNG writes a picture into a file, all or nothing.
func writePNG(path string, draw func(io.Writer) error) error {
	var b bytes.Buffer
	if err := draw(&b); err != nil {
		return fmt.Errorf("drawing %s: %w", path, err)
	}
	return runs.WriteFile(path, b.Bytes())
}
