package onnx

import (
	"encoding/binary"

	"google.golang.org/protobuf/encoding/protowire"
)

// message is an encoded protobuf message, to which each method adds a field.
type message []byte

func (m *message) number(field protowire.Number, v int) {
	*m = protowire.AppendVarint(protowire.AppendTag(*m, field, protowire.VarintType), uint64(v))
}

func (m *message) text(field protowire.Number, s string) { m.message(field, []byte(s)) }

// message adds an embedded message, or bytes.
func (m *message) message(field protowire.Number, v []byte) {
	*m = protowire.AppendBytes(protowire.AppendTag(*m, field, protowire.BytesType), v)
}

// The element types of tensors, TensorProto.DataType.
const (
	float32s = 1
	int64s   = 7
)

// tensor is a TensorProto. data is its values, little-endian.
func tensor(name string, elements int, data []byte, shape []int) message {
	var m message
	for _, size := range shape {
		m.number(1, size)
	}
	m.number(2, elements)
	m.text(8, name)
	m.message(9, data)
	return m
}

// littleEndian is the values of a tensor as its raw data.
func littleEndian[T float32 | int64](values []T) []byte {
	data, err := binary.Append(nil, binary.LittleEndian, values)
	if err != nil {
		panic("onnx: " + err.Error())
	}
	return data
}

// valueInfo is a ValueInfoProto: the name, type and shape of an input or output. A size of [pieces] or [steps] is free.
func valueInfo(name, doc string, elements int, shape []int) message {
	var dimensions, array, kind, m message
	for _, size := range shape {
		var dimension message
		if name := free[size]; name != "" {
			dimension.text(2, name)
		} else {
			dimension.number(1, size)
		}
		dimensions.message(1, dimension)
	}
	array.number(1, elements)
	array.message(2, dimensions)
	kind.message(1, array)
	m.text(1, name)
	m.message(2, kind)
	if doc != "" {
		m.text(3, doc)
	}
	return m
}

// pieces stands for the size P, and steps for S where it is free.
const pieces, steps = 0, -1

// free has the names of sizes that are free.
var free = map[int]string{pieces: "pieces", steps: "steps"}

// attribute is an AttributeProto.
type attribute = message

// The types of attributes, AttributeProto.AttributeType.
const (
	numberAttribute  = 2
	graphAttribute   = 5
	numbersAttribute = 7
)

func number(name string, v int) (a attribute) {
	a.text(1, name)
	a.number(3, v)
	a.number(20, numberAttribute)
	return a
}

func numbers(name string, values ...int) (a attribute) {
	a.text(1, name)
	for _, v := range values {
		a.number(8, v)
	}
	a.number(20, numbersAttribute)
	return a
}

func subgraph(name string, g *graph) (a attribute) {
	a.text(1, name)
	a.message(6, g.encode())
	a.number(20, graphAttribute)
	return a
}
