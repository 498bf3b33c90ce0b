package sound

import (
	"fmt"
	"io"

	"github.com/mewkiz/flac"
	"github.com/mewkiz/flac/frame"
	"github.com/mewkiz/flac/meta"
)

// FLAC encodes samples from −1 to 1 as a FLAC file with one channel of 16 bits at [Rate], without loss beyond
// the rounding to 16 bits. Samples beyond that range are clipped. The file has no metadata.
func FLAC(samples []float32) ([]byte, error) {
	const block = 4096
	out := &seekable{}
	encoder, err := flac.NewEncoder(out, &meta.StreamInfo{BlockSizeMin: block, BlockSizeMax: block, SampleRate: Rate, NChannels: 1, BitsPerSample: 16})
	if err != nil {
		return nil, fmt.Errorf("flac: %w", err)
	}
	for start := 0; start < len(samples); start += block {
		part := samples[start:min(start+block, len(samples))]
		values := make([]int32, len(part))
		for i, v := range part {
			values[i] = int32(pcm16(v))
		}
		err := encoder.WriteFrame(&frame.Frame{
			Header:    frame.Header{HasFixedBlockSize: true, BlockSize: uint16(len(part)), SampleRate: Rate, Channels: frame.ChannelsMono, BitsPerSample: 16},
			Subframes: []*frame.Subframe{{SubHeader: frame.SubHeader{Pred: frame.PredVerbatim}, Samples: values, NSamples: len(part)}},
		})
		if err != nil {
			return nil, fmt.Errorf("flac: %w", err)
		}
	}
	if err := encoder.Close(); err != nil {
		return nil, fmt.Errorf("flac: %w", err)
	}
	return out.data, nil
}

// seekable is a file in memory: the encoder completes the header at the end.
type seekable struct {
	data []byte
	at   int
}

func (s *seekable) Write(p []byte) (int, error) {
	n := copy(s.data[s.at:], p)
	s.data = append(s.data, p[n:]...)
	s.at += len(p)
	return len(p), nil
}

func (s *seekable) Seek(offset int64, whence int) (int64, error) {
	if whence != io.SeekStart || offset < 0 || offset > int64(len(s.data)) {
		return 0, fmt.Errorf("sound: seek to %d from %d", offset, whence)
	}
	s.at = int(offset)
	return offset, nil
}
