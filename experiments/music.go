package main

import (
	"context"
	"os"
	"path/filepath"
	"strings"

	"workbench/features"
	"workbench/internal/config"
	"workbench/internal/console"
	"workbench/internal/corpus"
	"workbench/internal/rundir"
	"workbench/internal/trained"
)

// runCorpus reads the music of a run, with the run's split.
func runCorpus(dir string, out *console.Streams) (*features.Corpus, *config.Config, error) {
	c, info, err := trained.ReadConfig(dir)
	if err != nil {
		return nil, nil, err
	}
	music, err := corpus.ReadRun(c, info.Corpus, out.Progress)
	return music, c, err
}

// corpusOf reads a folder, a file of frames or one file of music.
func corpusOf(path string, c *config.Config, out *console.Streams) (*features.Corpus, error) {
	info, err := os.Stat(path)
	switch {
	case err == nil && info.IsDir():
		c.Data.MIDI = path
	case strings.EqualFold(filepath.Ext(path), ".json"):
		c.Data.Frames = path
	default:
		p, err := features.File(path, features.Grid(c.Data.StepsPerQuarter))
		if err != nil {
			return nil, err
		}
		p.Name, p.Split = path, features.Train
		return &features.Corpus{Pieces: []*features.Piece{p}}, nil
	}
	return corpus.Read(c, out.Progress)
}

// isRun reports whether a path is a run directory.
func isRun(path string) bool {
	_, err := os.Stat(filepath.Join(path, rundir.InfoFile))
	return err == nil
}

// configCorpus reads the music of a config.
func configCorpus(ctx context.Context, file string, out *console.Streams) (*features.Corpus, *config.Config, error) {
	text, err := config.ReadPipe(ctx, file)
	if err != nil {
		return nil, nil, err
	}
	c, err := config.Parse(file, text, nil)
	if err != nil {
		return nil, nil, err
	}
	music, err := corpus.Read(c, out.Progress)
	return music, c, err
}
