// Package nn contains the operations of the networks, each in one file with its gradient: affine, an LSTM over
// a whole sequence (in bfloat16: lstm16.go), an embedding of sparse inputs, batch normalization, ReLU, dropout, a
// sum; and the initialization of weights. stack.go runs LSTMs without a graph.
//
// Each operation consists of plain functions on float32 slices, and a gorgonia op that calls them. Gorgonia
// holds the graph, orders its evaluation and connects the gradients; all computation is here and in package
// kernel. An op belongs to one graph and owns its output tensor.
//
// Tensors in a graph are matrices. A sequence of T steps of R rows with I features is a (T·R)×I matrix, step by
// step.
//
// Work is split into parts (partition.go), which run on as many goroutines as there are processors. The bits of an element do
// not depend on its part, and a sum over several parts has parts that depend on the shapes alone. So results do
// not depend on the number of processors.
package nn
