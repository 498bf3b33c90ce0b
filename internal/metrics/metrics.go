package metrics

// metric is a Metric with the function that computes it.
type metric struct {
	Metric
	of func(*sound) float64
}

// polyphonyThreshold is muspy's default: polyphony_rate counts the steps with more keys than this.
const polyphonyThreshold = 2

// manyKeys is more than can sound.
const manyKeys = 128

// metrics are muspy's under muspy's names, then ours.
var metrics = append(muspyMetrics,
	metric{Metric{"steps", "steps", "length"},
		func(s *sound) float64 { return float64(len(s.keys)) }},
	metric{Metric{"notes", "notes", "notes"},
		func(s *sound) float64 { return float64(len(s.notes)) }},
	metric{Metric{"density", "keys/step", "sounding keys per step, silence included"},
		func(s *sound) float64 { return s.cells() / float64(len(s.keys)) }},
	metric{Metric{"onset_density", "notes/step", "onsets per step"},
		func(s *sound) float64 { return float64(len(s.notes)) / float64(len(s.keys)) }},
	metric{Metric{"articulated_share", "", "sounding cells that are onsets"},
		(*sound).articulated},
	metric{Metric{"note_length", "steps", "mean length of a note"},
		func(s *sound) float64 { return s.cells() / float64(len(s.notes)) }},
	metric{Metric{"two_or_more_share", "", "steps with two keys or more"},
		func(s *sound) float64 { return s.steps(2, manyKeys) }},
	metric{Metric{"most_keys", "keys", "most keys that sound at once"},
		(*sound).mostKeys},
	metric{Metric{"silent_share", "", "silent steps"},
		func(s *sound) float64 { return s.steps(0, 0) }},
	metric{Metric{"silent_beat_share", "", "silent quarters"},
		func(s *sound) float64 { return s.silentParts(s.beatStarts()) }},
	metric{Metric{"silent_measure_share", "", "silent measures"},
		func(s *sound) float64 { return s.silentParts(s.measureStarts()) }},
	metric{Metric{"groove_similarity", "", "similarity of the rhythm of neighbouring measures"},
		(*sound).groove},
	metric{Metric{"repeated_measure_share", "", "measures equal to an earlier one, of those that sound"},
		(*sound).repeated},
	metric{Metric{"self_similarity_1", "", "similarity of measures 1 apart: sounding cells in common"},
		func(s *sound) float64 { return s.selfSimilarity(1) }},
	metric{Metric{"self_similarity_4", "", "similarity of measures 4 apart"},
		func(s *sound) float64 { return s.selfSimilarity(4) }},
	metric{Metric{"self_similarity_8", "", "similarity of measures 8 apart"},
		func(s *sound) float64 { return s.selfSimilarity(8) }},
	metric{Metric{"interval", "semitones", "mean interval of the top voice, up or down"},
		(*sound).meanMove},
	metric{Metric{"triad_share", "", "triads, of the steps with three or more pitch classes"},
		(*sound).triadShare},
	metric{Metric{"chord_change_on_beat", "", "chord changes that fall on a beat"},
		(*sound).chordChangesOnBeat},
	metric{Metric{"parallel_fifths", "", "moves of two voices in parallel fifths"},
		func(s *sound) float64 { return s.parallels(fifth) }},
	metric{Metric{"parallel_octaves", "", "moves of two voices in parallel octaves"},
		func(s *sound) float64 { return s.parallels(octave) }},
	metric{Metric{"tonic_ending", "", "1 if the last chord is the tonic triad in root position"},
		(*sound).tonicEnding},
	metric{Metric{"lowest_key", "MIDI key", "lowest key"},
		func(s *sound) float64 { return s.outermost(false) }},
	metric{Metric{"highest_key", "MIDI key", "highest key"},
		func(s *sound) float64 { return s.outermost(true) }},
)

// wholePieceMetrics are defined for whole pieces only, not for windows of them.
var wholePieceMetrics = map[string]bool{"steps": true, "tonic_ending": true}

var muspyMetrics = []metric{
	{Metric{"n_pitches_used", "pitches", "different pitches"},
		func(s *sound) float64 { return s.used(128) }},
	{Metric{"n_pitch_classes_used", "classes", "different pitch classes, 0 to 12"},
		func(s *sound) float64 { return s.used(12) }},
	{Metric{"pitch_range", "semitones", "highest pitch minus lowest pitch"},
		(*sound).pitchRange},
	{Metric{"polyphony", "keys", "keys at once, mean over the steps that sound"},
		(*sound).polyphony},
	{Metric{"polyphony_rate", "", "steps with three keys or more, up to the last note's end"},
		func(s *sound) float64 { return s.polyphonyRate(polyphonyThreshold) }},
	{Metric{"pitch_in_scale_rate", "", "notes in C major"},
		func(s *sound) float64 { return s.inScaleRate(0, majorScale) }},
	{Metric{"scale_consistency", "", "notes in the scale that fits best"},
		(*sound).scaleConsistency},
	{Metric{"pitch_entropy", "bits", "entropy of the pitches"},
		func(s *sound) float64 { return entropy(s.histogram(128)) }},
	{Metric{"pitch_class_entropy", "bits", "entropy of the pitch classes"},
		func(s *sound) float64 { return entropy(s.histogram(12)) }},
	{Metric{"empty_beat_rate", "", "quarters without a note, as muspy counts them"},
		func(s *sound) float64 { return s.emptyRate(s.beat) }},
	{Metric{"empty_measure_rate", "", "measures without a note, as muspy counts them"},
		func(s *sound) float64 { return s.emptyRate(s.measure) }},
	{Metric{"groove_consistency", "", "similarity of the rhythm of neighbouring measures, as muspy counts them"},
		(*sound).grooveConsistency},
}
