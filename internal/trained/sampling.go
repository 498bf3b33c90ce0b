package trained

import (
	"workbench/features"
	"workbench/internal/config"
	"workbench/internal/rundir"
)

// SamplingOf returns how a run's training pieces were taken from music. Runs from before run.json recorded it
// are recognized by their music: onsets and durations for music with onsets; for frames what the file has, or
// if it is gone, what the sizes of its training set say.
func SamplingOf(c *config.Config, info rundir.Info) features.Sampling {
	if info.Sampling.Sounding || c.Articulated() {
		return info.Sampling
	}
	if known, ok := knownFrames[sizes{info.Counts["train_pieces"], info.Counts["train_steps"]}]; ok {
		return known
	}
	if corpus, err := features.Frames(c.Locate(c.Data.Frames), c.Data.StepsPerQuarter); err == nil && corpus.HasSplit(features.Train) {
		corpus.Split(c.Data.Validation)
		return features.SamplingOf(corpus.Of(features.Train))
	}
	return features.Sampling{Sounding: true}
}

// sizes are the numbers of training pieces and training steps.
type sizes struct{ pieces, steps int }

// knownFrames are the sets of Boulanger-Lewandowski et al. (2012).
var knownFrames = map[sizes]features.Sampling{
	{229, 13807}:  {Sounding: true, InC: true, MeanKey: 74.03}, // JSB Chorales, an octave above the score
	{694, 176561}: {Sounding: true, InC: true, MeanKey: 62.49}, // Nottingham
	{87, 75911}:   {Sounding: true, InC: true, MeanKey: 62.08}, // Piano-midi.de
	{524, 245202}: {Sounding: true, InC: true, MeanKey: 63.38}, // MuseData
}
