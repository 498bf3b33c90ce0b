package metrics

// metric is a Metric with the function that measures it.
type metric struct {
	Metric
	of func(*sound) float64
}

// polyphonyThreshold is muspy's default: polyphony_rate counts the steps with more keys than this.
const polyphonyThreshold = 2

// manyKeys is more than can sound.
const manyKeys = 128

// metrics are muspy's under muspy's names, then ours.
var metrics = []metric{
	{Metric{"n_pitches_used", "pitches", "different pitches"}, func(s *sound) float64 { return s.used(128) }},
	{Metric{"n_pitch_classes_used", "classes", "different pitch classes, 0 to 12"}, func(s *sound) float64 { return s.used(12) }},
	{Metric{"pitch_range", "semitones", "highest pitch less the lowest"}, func(s *sound) float64 { return s.pitchRange() }},
	{Metric{"polyphony", "keys", "keys at once, mean over the steps that sound"}, func(s *sound) float64 { return s.polyphony() }},
	{Metric{"polyphony_rate", "", "steps with three keys or more, up to the last note's end"}, func(s *sound) float64 { return s.polyphonyRate(polyphonyThreshold) }},
	{Metric{"pitch_in_scale_rate", "", "notes in C major"}, func(s *sound) float64 { return s.inScaleRate(0, majorScale) }},
	{Metric{"scale_consistency", "", "notes in the scale that fits best"}, func(s *sound) float64 { return s.scaleConsistency() }},
	{Metric{"pitch_entropy", "bits", "entropy of the pitches"}, func(s *sound) float64 { return entropy(s.histogram(128)) }},
	{Metric{"pitch_class_entropy", "bits", "entropy of the pitch classes"}, func(s *sound) float64 { return entropy(s.histogram(12)) }},
	{Metric{"empty_beat_rate", "", "quarters without a note, as muspy counts them"}, func(s *sound) float64 { return s.emptyRate(s.beat) }},
	{Metric{"empty_measure_rate", "", "measures without a note, as muspy counts them"}, func(s *sound) float64 { return s.emptyRate(s.measure) }},
	{Metric{"groove_consistency", "", "likeness of the rhythm of neighbouring measures, as muspy counts them"}, func(s *sound) float64 { return s.grooveConsistency() }},

	{Metric{"steps", "steps", "length"}, func(s *sound) float64 { return float64(len(s.keys)) }},
	{Metric{"notes", "notes", "notes"}, func(s *sound) float64 { return float64(len(s.notes)) }},
	{Metric{"density", "keys/step", "sounding keys a step, silence included"}, func(s *sound) float64 { return s.cells() / float64(len(s.keys)) }},
	{Metric{"onset_density", "notes/step", "notes begun a step"}, func(s *sound) float64 { return float64(len(s.notes)) / float64(len(s.keys)) }},
	{Metric{"articulated_share", "", "sounding cells that are struck"}, (*sound).articulated},
	{Metric{"note_length", "steps", "mean length of a note"}, func(s *sound) float64 { return s.cells() / float64(len(s.notes)) }},
	{Metric{"two_or_more_share", "", "steps with two keys or more"}, func(s *sound) float64 { return s.steps(2, manyKeys) }},
	{Metric{"silent_share", "", "steps without a key"}, func(s *sound) float64 { return s.steps(0, 0) }},
	{Metric{"silent_beat_share", "", "quarters without a key"}, func(s *sound) float64 { return s.silentParts(s.beatStarts()) }},
	{Metric{"silent_measure_share", "", "measures without a key"}, func(s *sound) float64 { return s.silentParts(s.measureStarts()) }},
	{Metric{"groove_similarity", "", "likeness of the rhythm of neighbouring measures"}, (*sound).groove},
	{Metric{"repeated_measure_share", "", "measures equal to an earlier one, of those that sound"}, (*sound).repeated},
	{Metric{"interval", "semitones", "mean move of the top line, up or down"}, (*sound).meanMove},
	{Metric{"lowest_key", "MIDI key", "lowest key"}, func(s *sound) float64 { return s.outermost(false) }},
	{Metric{"highest_key", "MIDI key", "highest key"}, func(s *sound) float64 { return s.outermost(true) }},
}
