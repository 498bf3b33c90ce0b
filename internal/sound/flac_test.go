package sound

import (
	"bytes"
	"io"
	"testing"

	"github.com/mewkiz/flac"
)

func TestFLACKeepsEverySample(t *testing.T) {
	samples := Render([]Note{{0, 1, 60, 0.8}, {0.3, 2, 64, 0.4}, {0.5, 3, 40, 0.6}}, 10)
	data, err := FLAC(samples)
	if err != nil {
		t.Fatal(err)
	}
	stream, err := flac.Parse(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	if i := stream.Info; i.NSamples != uint64(len(samples)) || i.SampleRate != Rate || i.NChannels != 1 || i.BitsPerSample != 16 {
		t.Errorf("%+v, want %d samples", i, len(samples))
	}
	at := 0
	for {
		f, err := stream.ParseNext()
		if err == io.EOF {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		for _, v := range f.Subframes[0].Samples {
			if v != int32(pcm16(samples[at])) {
				t.Fatalf("sample %d is %d, not %d", at, v, pcm16(samples[at]))
			}
			at++
		}
	}
	if wav := len(WAV(samples)); at != len(samples) || len(data) > wav*6/10 {
		t.Errorf("%d of %d samples; %d bytes, as WAV %d", at, len(samples), len(data), wav)
	}
}
