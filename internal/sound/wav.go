package sound

import (
	"encoding/binary"
	"math"
)

// WAV encodes samples from −1 to 1 as a WAV file with one channel of 16-bit PCM at Rate. Samples beyond that
// range are clipped.
func WAV(samples []float32) []byte {
	data := make([]byte, 0, 2*len(samples))
	for _, v := range samples {
		data = binary.LittleEndian.AppendUint16(data, uint16(pcm16(v)))
	}
	return wavFile(formatPCM, Rate, 2, data)
}

// pcm16 is a sample as a 16-bit number.
func pcm16(v float32) int16 { return int16(math.Round(float64(max(-1, min(1, v))) * math.MaxInt16)) }

// Formats of the samples in a WAV file.
const (
	formatPCM   = 1
	formatMuLaw = 7
)

// wavFile adds the head of a WAV file with one channel to its samples. See "Multimedia Programming Interface
// and Data Specifications 1.0", 1991, chapter 3.
func wavFile(format uint16, rate, bytesPerSample uint32, data []byte) []byte {
	const (
		headSize = 12 // RIFF, size, WAVE
		channels = 1
	)
	le := binary.LittleEndian
	chunk := func(b []byte, name string, content []byte) []byte {
		b = append(le.AppendUint32(append(b, name...), uint32(len(content))), content...)
		return append(b, make([]byte, len(content)%2)...) // chunks have even lengths
	}
	properties := le.AppendUint16(le.AppendUint16(nil, format), channels)
	properties = le.AppendUint32(le.AppendUint32(properties, rate), rate*channels*bytesPerSample)
	properties = le.AppendUint16(le.AppendUint16(properties, uint16(channels*bytesPerSample)), uint16(8*bytesPerSample))
	var facts []byte
	if format != formatPCM {
		properties = le.AppendUint16(properties, 0) // no bytes of an extension follow
		facts = chunk(facts, "fact", le.AppendUint32(nil, uint32(len(data))/bytesPerSample))
	}
	chunks := chunk(append(chunk(nil, "fmt ", properties), facts...), "data", data)
	b := make([]byte, 0, headSize+len(chunks))
	b = le.AppendUint32(append(b, "RIFF"...), uint32(headSize-8+len(chunks)))
	return append(append(b, "WAVE"...), chunks...)
}
