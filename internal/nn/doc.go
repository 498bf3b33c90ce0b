// Package nn holds the operations that the networks of this program are made of, each with its gradient beside it: affine, an LSTM over a
// whole sequence, an embedding of few inputs, batch normalisation, ReLU, dropout, and the initial weights.
//
// Each operation is a plain function on float32 slices first, and then a gorgonia op around it, so that gorgonia can differentiate and run the
// graph. An op belongs to one graph and owns its output tensor, which each run fills anew.
//
// Tensors in a graph are matrices. A sequence of T steps of R rows of I numbers is a (T·R)×I matrix, step by step.
//
// Work is split into parts that are handed to as many goroutines as there are processors. The bits of an element do not depend on the part that it is
// in, and where a sum is gathered from several parts these depend on the shapes alone, so the bits of a result do not depend on the number of processors.
package nn
