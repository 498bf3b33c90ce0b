// Package stats turns pieces of music into numbers that a listener would ask for: how many keys sound, how long, in which scale, how
// steady, how repetitive, and how much of it was copied from the music that was learned.
//
// [Of] measures one piece. [Compare] puts the measures of a network's samples beside those of the pieces that it learned from: where the
// samples lie in the corpus's range, and how far the two distributions overlap. [NewIndex] and [Index.Copied] find what a sample took over
// from the training pieces, in the same key or transposed. [Bootstrap] tells how far a figure depends on which pieces it was taken from.
//
// # Metrics
//
// The twelve metrics that muspy (Dong et al., 2020) defines carry muspy's names and have the values of its version 0.5.0, computed on the
// notes of the grid, with a beat of one quarter and a measure of the piece's commonest length. Papers quote them, so their oddities are kept:
//
//   - polyphony_rate counts the steps with more than two keys, though "multiple" suggests two;
//   - empty_beat_rate and empty_measure_rate let a note that ends on a line fill the beat or measure after it, and count one of
//     these more when the music ends on a line;
//   - groove_consistency compares with such a phantom measure too, so that two identical measures have 0.75.
//
// Where this misleads there is a metric of our own beside it, whose name ends in _share or is another one altogether: two_or_more_share,
// silent_beat_share, silent_measure_share, groove_similarity. These know the piece's own measures, with pickups and changes of metre, and its
// length, with the silence at its end.
//
// Shares run from 0 to 1, entropies are in bits, lengths in steps of the grid. NaN says that a metric is not defined, as all rates of a piece without notes
// are; in JSON it is null.
package metrics
