package tensorboard

import (
	"encoding/binary"
	"math"
)

// Field numbers of TensorBoard's event.proto, summary.proto, tensor.proto and tensor_shape.proto.
const (
	eventWallTime = 1 // Event: seconds since 1970
	eventStep     = 2
	eventVersion  = 3
	eventSummary  = 5
	eventSession  = 7

	sessionStatus = 1 // SessionLog
	sessionStart  = 1 // its value START

	summaryValue  = 1 // Summary
	valueTag      = 1 // Summary.Value
	valueSimple   = 2
	valueImage    = 4
	valueAudio    = 6
	valueTensor   = 8
	valueMetadata = 9

	imageHeight     = 1 // Summary.Image
	imageWidth      = 2
	imageColorspace = 3
	imageEncoded    = 4

	audioRate     = 1 // Summary.Audio
	audioChannels = 2
	audioFrames   = 3
	audioEncoded  = 4
	audioType     = 5

	tensorType    = 1 // TensorProto
	tensorShape   = 2
	tensorStrings = 8
	tensorString  = 7 // DataType: DT_STRING
	shapeDim      = 2 // TensorShapeProto
	dimSize       = 1 // TensorShapeProto.Dim

	metadataPlugin = 1 // SummaryMetadata
	pluginName     = 1 // SummaryMetadata.PluginData
)

// message is an encoded protocol buffer. Each method appends one field and returns the result. See
// https://protobuf.dev/programming-guides/encoding.
type message []byte

// The wire types.
const (
	wireVarint = 0
	wire64     = 1
	wireBytes  = 2
	wire32     = 5
)

func (m message) key(field, wire int) message {
	return binary.AppendUvarint(m, uint64(field<<3|wire))
}

func (m message) varint(field int, v uint64) message {
	return binary.AppendUvarint(m.key(field, wireVarint), v)
}

func (m message) double(field int, v float64) message {
	return binary.LittleEndian.AppendUint64(m.key(field, wire64), math.Float64bits(v))
}

func (m message) float(field int, v float32) message {
	return binary.LittleEndian.AppendUint32(m.key(field, wire32), math.Float32bits(v))
}

func (m message) bytes(field int, v []byte) message {
	return append(binary.AppendUvarint(m.key(field, wireBytes), uint64(len(v))), v...)
}

func (m message) text(field int, v string) message { return m.bytes(field, []byte(v)) }

func (m message) message(field int, v message) message { return m.bytes(field, v) }
