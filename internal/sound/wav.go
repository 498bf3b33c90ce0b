package sound

import (
	"bytes"
	"encoding/binary"
	"math"
)

// WAV is a WAV file of samples from −1 to 1: one channel of 16 bits, Rate samples a second, 44 kB a second.
func WAV(samples []float32) []byte {
	const bytesPerSample = 2
	size := uint32(len(samples) * bytesPerSample)
	var b bytes.Buffer
	write := func(values ...any) {
		for _, v := range values {
			if err := binary.Write(&b, binary.LittleEndian, v); err != nil {
				panic("sound: " + err.Error()) // a buffer takes all values of fixed size
			}
		}
	}
	write([]byte("RIFF"), 36+size, []byte("WAVE"))
	write([]byte("fmt "), uint32(16), uint16(1), uint16(1), uint32(Rate), uint32(Rate*bytesPerSample), uint16(bytesPerSample), uint16(8*bytesPerSample))
	write([]byte("data"), size)
	pcm := make([]int16, len(samples))
	for i, v := range samples {
		pcm[i] = int16(math.Round(float64(max(-1, min(1, v))) * math.MaxInt16))
	}
	write(pcm)
	return b.Bytes()
}
