// Package metrics measures pieces of music: how many keys sound, how long, in which scale, how regular the
// rhythm is, how much repeats, and how much was copied from the training pieces.
//
// [Of] measures one piece. [Compare] puts the metrics of a model's samples beside those of its training pieces: where the
// samples lie in the range of the corpus, and how far the two distributions overlap. [NewIndex] and
// [Index.Copied] find what a sample has in common with the training pieces, in the same key or transposed.
// [Bootstrap] and [PairedBootstrap] give confidence intervals over the choice of pieces.
//
// # Metrics
//
// The twelve metrics that muspy (Dong et al., 2020) defines have muspy's names and the values of its version
// 0.5.0, computed on the notes of the grid, with a beat of one quarter and a measure of the piece's commonest
// length. Papers quote them, so their peculiarities are kept:
//
//   - polyphony_rate counts the steps with more than two keys;
//   - empty_beat_rate and empty_measure_rate let a note that ends on a bar line fill the beat or measure after it, and count
//     one more beat or measure where the music ends on a bar line;
//   - groove_consistency compares with that additional measure too, so that two identical measures have 0.75.
//
// Where this misleads, there is a metric of our own: two_or_more_share, silent_beat_share,
// silent_measure_share, groove_similarity. These use the piece's own measures, with pickups and changes of
// metre, and its length, with silence at its end.
//
// # Definitions
//
// With T steps, the keys S(t) that sound in step t, and the harmony H(t), those of them below C4:
//
//   - best_lag_repeat is the largest share, over lags of 8 to 128 steps and up to T/2, of the steps t ≥ lag with S(t) =
//     S(t−lag), where one of the two is not empty; best_lag is that lag;
//   - repeated_measure_share and self_similarity_N compare whole measures, the first cell by cell with its onsets, the
//     second by the cells that sound in both, of those that sound in either;
//   - triad_share and triads_and_sevenths are shares of the steps with three or more pitch classes in which these are a
//     major, minor, diminished or augmented triad, or also a dominant, major, minor, half-diminished or diminished
//     seventh chord, on any root and in any inversion, complete and without further classes;
//   - chord_change_on_beat counts changes of the pitch classes of all voices, where two or more sound;
//   - chord_changes_on_bar, chord_changes_on_half_bar and chord_changes_on_fitted_bar count the steps t ≥ 1 with H(t) ≠
//     H(t−1) and H(t) not empty, and those of them on a bar line of the piece's own metre and pickup, also in the middle
//     of bars with an even number of beats, or on the bars of three or four quarters that fit best, for frames;
//   - parallel_fifths and parallel_octaves are shares of the moves of two voices from one chord to the next of equal
//     size, where chords are what sounds where a note begins and voices are the keys in order; parallel_transitions is the
//     share of the moves from chord to chord, repeated chords left out, in which some pair of voices does either;
//   - tonic_ending: the last step that sounds has only notes of the tonic triad, with the tonic in the bass;
//     last_chord_length: steps from the last onset to the end of the music;
//   - longest_drone is the longest time for which a key sounds in every step, struck again or not; drone: it is
//     [DroneSteps] or more; top_key_drone_at_end: the highest key of the last step that sounds has done so up to there;
//   - silent_32: [SilentSteps] steps in a row are silent; bar_of_12_keys: [CrowdedKeys] keys or more sound in every step
//     for the length of a bar.
//
// Metrics of yes or no are 1 or 0 ([Metric.YesNo]). Those about the end, and the length, are compared for whole pieces,
// all others in windows of equal length.
//
// Shares are from 0 to 1, entropies in bits, lengths in steps of the grid. NaN means that a metric is not
// defined, such as the mean length of no notes; in JSON it is null.
package metrics
