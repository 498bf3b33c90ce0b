package sound

import (
	"encoding/binary"
	"math"
)

// WAV encodes samples from −1 to 1 as a WAV file with one channel of 16-bit PCM at Rate. Samples beyond that
// range are clipped. See "Multimedia Programming Interface and Data Specifications 1.0", 1991, chapter 3.
func WAV(samples []float32) []byte {
	const (
		headerSize     = 44
		pcm            = 1
		channels       = 1
		bytesPerSample = 2
	)
	le := binary.LittleEndian
	size := len(samples) * bytesPerSample
	b := make([]byte, 0, headerSize+size)
	b = le.AppendUint32(append(b, "RIFF"...), uint32(headerSize-8+size))
	b = le.AppendUint32(append(b, "WAVEfmt "...), 16)
	b = le.AppendUint16(le.AppendUint16(b, pcm), channels)
	b = le.AppendUint32(le.AppendUint32(b, Rate), Rate*channels*bytesPerSample)
	b = le.AppendUint16(le.AppendUint16(b, channels*bytesPerSample), 8*bytesPerSample)
	b = le.AppendUint32(append(b, "data"...), uint32(size))
	for _, v := range samples {
		b = le.AppendUint16(b, uint16(pcm16(v)))
	}
	return b
}

// pcm16 is a sample as a 16-bit number.
func pcm16(v float32) int16 { return int16(math.Round(float64(max(-1, min(1, v))) * math.MaxInt16)) }
