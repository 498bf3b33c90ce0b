package onnx

import "strconv"

// value is the name of a tensor in a graph.
type value string

// graph is a GraphProto under construction. A graph within a graph may use the values of the outer one; its
// prefix keeps the names of its own values apart from them.
type graph struct {
	name, prefix               string
	nodes, constants, ins, out []message
	values                     int
}

// op adds a node with one output.
func (g *graph) op(operator string, inputs []value, attributes ...attribute) value {
	return g.ops(operator, 1, inputs, attributes...)[0]
}

// ops adds a node with a number of outputs.
func (g *graph) ops(operator string, outputs int, inputs []value, attributes ...attribute) []value {
	var node message
	for _, v := range inputs {
		node.text(1, string(v))
	}
	results := make([]value, outputs)
	for i := range results {
		results[i] = g.fresh()
		node.text(2, string(results[i]))
	}
	node.text(4, operator)
	for _, a := range attributes {
		node.message(5, a)
	}
	g.nodes = append(g.nodes, node)
	return results
}

func (g *graph) fresh() value {
	g.values++
	return value(g.prefix + strconv.Itoa(g.values))
}

// floats adds a constant under a name.
func (g *graph) floats(name string, data []float32, shape ...int) value {
	g.constants = append(g.constants, tensor(name, float32s, littleEndian(data), shape))
	return value(name)
}

// scalar adds a constant of one number.
func (g *graph) scalar(v float32) value { return g.table([]float32{v}, 1) }

// table adds a constant without a name of its own.
func (g *graph) table(data []float32, shape ...int) value {
	return g.floats(string(g.fresh()), data, shape...)
}

// list adds a constant list of whole numbers.
func (g *graph) list(data ...int) value { return g.whole(data, len(data)) }

// matrix adds a constant matrix of whole numbers.
func (g *graph) matrix(columns int, data ...int) value {
	return g.whole(data, len(data)/columns, columns)
}

func (g *graph) whole(data []int, shape ...int) value {
	values, name := make([]int64, len(data)), g.fresh()
	for i, v := range data {
		values[i] = int64(v)
	}
	g.constants = append(g.constants, tensor(string(name), int64s, littleEndian(values), shape))
	return name
}

// input declares an input of the graph.
func (g *graph) input(name, doc string, elements int, shape ...int) value {
	g.ins = append(g.ins, valueInfo(name, doc, elements, shape))
	return value(name)
}

// output makes v an output of the graph under a name.
func (g *graph) output(v value, name, doc string, shape ...int) {
	var node message
	node.text(1, string(v))
	node.text(2, name)
	node.text(4, "Identity")
	g.nodes = append(g.nodes, node)
	g.out = append(g.out, valueInfo(name, doc, float32s, shape))
}

func (g *graph) encode() message {
	var m message
	for _, node := range g.nodes {
		m.message(1, node)
	}
	m.text(2, g.name)
	for _, c := range g.constants {
		m.message(5, c)
	}
	for _, v := range g.ins {
		m.message(11, v)
	}
	for _, v := range g.out {
		m.message(12, v)
	}
	return m
}

// The operators that the composer uses, by their names in ONNX.

func (g *graph) add(a, b value) value        { return g.op("Add", []value{a, b}) }
func (g *graph) sub(a, b value) value        { return g.op("Sub", []value{a, b}) }
func (g *graph) mul(a, b value) value        { return g.op("Mul", []value{a, b}) }
func (g *graph) div(a, b value) value        { return g.op("Div", []value{a, b}) }
func (g *graph) max(a, b value) value        { return g.op("Max", []value{a, b}) }
func (g *graph) matMul(a, b value) value     { return g.op("MatMul", []value{a, b}) }
func (g *graph) sigmoid(a value) value       { return g.op("Sigmoid", []value{a}) }
func (g *graph) tanh(a value) value          { return g.op("Tanh", []value{a}) }
func (g *graph) expand(a, shape value) value { return g.op("Expand", []value{a, shape}) }

// concat joins values along an axis.
func (g *graph) concat(axis int, v ...value) value { return g.op("Concat", v, number("axis", axis)) }

// split cuts the last axis into equal parts.
func (g *graph) split(v value, parts int) []value {
	return g.ops("Split", parts, []value{v}, number("axis", -1))
}

// gather takes the entries of indices along an axis.
func (g *graph) gather(v, indices value, axis int) value {
	return g.op("Gather", []value{v, indices}, number("axis", axis))
}

// transpose permutes the axes.
func (g *graph) transpose(v value, axes ...int) value {
	return g.op("Transpose", []value{v}, numbers("perm", axes...))
}

// reshape sets the shape, in which 0 keeps a size and −1 is what is left.
func (g *graph) reshape(v value, shape ...int) value {
	return g.op("Reshape", []value{v, g.list(shape...)})
}

// unsqueeze inserts axes of size 1.
func (g *graph) unsqueeze(v value, axes ...int) value {
	return g.op("Unsqueeze", []value{v, g.list(axes...)})
}

// slice is the entries from up to, not including, to along an axis.
func (g *graph) slice(v value, axis, from, to int) value {
	return g.op("Slice", []value{v, g.list(from), g.list(to), g.list(axis)})
}

// less is 1 where a < b and 0 elsewhere.
func (g *graph) less(a, b value) value { return g.float(g.op("Less", []value{a, b})) }

// equal is 1 where a = b and 0 elsewhere.
func (g *graph) equal(a, b value) value { return g.float(g.op("Equal", []value{a, b})) }

// float is v as floating-point numbers.
func (g *graph) float(v value) value { return g.op("Cast", []value{v}, number("to", float32s)) }

// shapeOf is the shape P×… of a value that depends on the number of pieces; of is a value P×….
func (g *graph) shapeOf(of value, rest ...int) value {
	first := g.op("Shape", []value{of}, number("start", 0), number("end", 1))
	return g.concat(0, first, g.list(rest...))
}

// zeros is a tensor of a shape, all zero.
func (g *graph) zeros(shape value) value { return g.op("ConstantOfShape", []value{shape}) }
