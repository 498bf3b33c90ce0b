package tensorboard

import (
	"encoding/binary"
	"errors"
	"fmt"
)

// Audio adds audio, the contents of a WAV file.
// Sound replaces it and needs no parsing.
func (w *Writer) Audio(tag string, step int, data []byte) error {
	format, err := readWAV(data)
	if err != nil {
		return fmt.Errorf("%s: audio %s: %w", w.file.Name(), tag, err)
	}
	return w.audio(tag, step, data, format)
}

// wavFormat is the format of audio.
type wavFormat struct {
	rate     uint32 // frames per second
	channels uint16
	frames   int // a frame is one sample of each channel
}

// readWAV reads the chunks "fmt " and "data" of a RIFF WAVE file.
func readWAV(data []byte) (f wavFormat, err error) {
	if len(data) < 12 || string(data[:4]) != "RIFF" || string(data[8:12]) != "WAVE" {
		return f, errors.New("not a WAV file: it does not begin with RIFF and WAVE")
	}
	frameSize := 0
	for rest := data[12:]; len(rest) >= 8; {
		name, size := string(rest[:4]), uint64(binary.LittleEndian.Uint32(rest[4:]))
		rest = rest[8:]
		if size > uint64(len(rest)) {
			return f, fmt.Errorf("the WAV chunk %q claims %d bytes; %d are left", name, size, len(rest))
		}
		chunk := rest[:size]
		switch {
		case name == "fmt " && size >= 16:
			f.channels, f.rate = binary.LittleEndian.Uint16(chunk[2:]), binary.LittleEndian.Uint32(chunk[4:])
			frameSize = int(binary.LittleEndian.Uint16(chunk[12:]))
		case name == "data" && frameSize > 0:
			f.frames = len(chunk) / frameSize
			return f, nil
		}
		rest = rest[min(size+size%2, uint64(len(rest))):] // chunks begin at even places
	}
	return f, errors.New("the WAV file has no sound: the chunks \"fmt \" and \"data\" are not both there")
}
