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
// Shares are from 0 to 1, entropies in bits, lengths in steps of the grid. NaN means that a metric is not
// defined, such as the mean length of no notes; in JSON it is null.
package metrics
