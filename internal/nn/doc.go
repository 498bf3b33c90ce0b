// Package nn holds the operations that the networks of this program are made of, each with its gradient beside it: affine, an LSTM over a
// whole sequence, an embedding of few inputs, batch normalisation, ReLU, dropout, and the initial weights.
//
// Each operation is a plain function on float32 slices first, and then a gorgonia op around it that owns its output, so that
// gorgonia can differentiate and run the graph without allocating anything in a step. An op belongs to one graph.
//
// Tensors in a graph are matrices. A sequence of T steps of R rows of I numbers is a (T·R)×I matrix, step by step.
//
// Work is split into parts that depend on the shapes alone and are handed to as many goroutines as there are processors, so the bits of
// a result do not depend on their number.
package nn
