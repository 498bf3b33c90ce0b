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

// lengthMetric is the name of the length of a piece.
const lengthMetric = "steps"

// metrics are muspy's under muspy's names, then ours.
var metrics = append(muspyMetrics,
	metric{Metric{lengthMetric, "steps", "length"},
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
	metric{Metric{"best_lag_repeat", "", "steps with the keys of those best_lag steps before"},
		func(s *sound) float64 { return s.lagRepeat }},
	metric{Metric{"best_lag", "steps", "distance, 8 to 128, at which most steps have the keys of those before"},
		func(s *sound) float64 { return s.lag }},
	metric{Metric{"interval", "semitones", "mean interval of the top voice, up or down"},
		(*sound).meanMove},
	metric{Metric{"triad_share", "", "triads, of the steps with three or more pitch classes"},
		func(s *sound) float64 { return s.chordShare(triads) }},
	metric{Metric{"triads_and_sevenths", "", "triads and seventh chords, of the same steps"},
		func(s *sound) float64 { return s.chordShare(triadsSevenths) }},
	metric{Metric{"chord_change_on_beat", "", "chord changes that fall on a beat"},
		(*sound).chordChangesOnBeat},
	metric{Metric{"chord_changes_on_bar", "", "changes of the keys below C4 on a bar line"},
		func(s *sound) float64 { return s.chordChangesAt(onBar) }},
	metric{Metric{"chord_changes_on_half_bar", "", "changes of the keys below C4 on a bar line or in the middle of a measure"},
		func(s *sound) float64 { return s.chordChangesAt(onHalfBar) }},
	metric{Metric{"chord_changes_on_fitted_bar", "", "changes of the keys below C4 on the measures of 3 or 4 quarters that fit best"},
		(*sound).chordChangesOnFittedBar},
	metric{Metric{"parallel_fifths", "", "moves of two voices in parallel fifths"},
		func(s *sound) float64 { return s.parallels(fifth) }},
	metric{Metric{"parallel_octaves", "", "moves of two voices in parallel octaves"},
		func(s *sound) float64 { return s.parallels(octave) }},
	metric{Metric{"parallel_transitions", "", "moves from chord to chord with parallel fifths or octaves"},
		(*sound).parallelTransitions},
	metric{Metric{"tonic_ending", "", "the last chord is the tonic triad in root position"},
		(*sound).tonicEnding},
	metric{Metric{"last_chord_length", "steps", "from the last onset to the end"},
		(*sound).lastChordLength},
	metric{Metric{"longest_drone", "steps", "longest time for which a key sounds, struck again or not"},
		(*sound).longestDrone},
	metric{Metric{"drone", "", "a key sounds for 64 steps, struck again or not"},
		(*sound).drone},
	metric{Metric{"top_key_drone_at_end", "", "the highest key at the end has sounded for 64 steps"},
		(*sound).topDroneAtEnd},
	metric{Metric{"silent_32", "", "32 steps in a row are silent"},
		(*sound).longSilence},
	metric{Metric{"bar_of_12_keys", "", "12 keys or more in every step for a measure"},
		(*sound).crowded},
	metric{Metric{"lowest_key", "MIDI key", "lowest key"},
		func(s *sound) float64 { return s.outermost(false) }},
	metric{Metric{"highest_key", "MIDI key", "highest key"},
		func(s *sound) float64 { return s.outermost(true) }},
)

// wholePieceMetrics are defined for whole pieces only, not for windows of them.
var wholePieceMetrics = map[string]bool{lengthMetric: true, "tonic_ending": true, "last_chord_length": true, "top_key_drone_at_end": true}

// yesNoMetrics are 1 or 0 for a piece.
var yesNoMetrics = map[string]bool{"tonic_ending": true, "drone": true, "top_key_drone_at_end": true, "silent_32": true, "bar_of_12_keys": true}

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
