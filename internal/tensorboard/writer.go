// Package tensorboard turns scalars, pictures, sounds and texts into event files, which TensorBoard shows.
//
// An event file is a row of records. Each is framed as in TensorFlow's record format and holds one Event, a protocol buffer of
// TensorBoard's event.proto and summary.proto. The first event names the version; of the others each holds one value: a tag, a step
// and a wall time. TensorBoard reads all event files of a folder, in the order of their names, as one run.
package tensorboard

import (
	"bytes"
	"errors"
	"fmt"
	"image/png"
	"io/fs"
	"os"
	"path/filepath"
	"time"
)

// Writer appends to one event file. Each record is written whole by a single write, so a reader sees at most the last one cut off.
// A Writer is not for use by several goroutines at once.
type Writer struct {
	file *os.File
	now  func() time.Time
}

// Open starts a new event file in dir, which is made if needed. The file is named events.out.tfevents.<unix seconds>.<host>; if that
// exists, -02, -03 … follow. The names sort in the order of their starts.
func Open(dir string) (*Writer, error) {
	return open(dir, time.Now)
}

func open(dir string, now func() time.Time) (*Writer, error) {
	if err := os.MkdirAll(dir, 0o777); err != nil {
		return nil, fmt.Errorf("event file: %w", err)
	}
	host, err := os.Hostname()
	if err != nil {
		host = "unknown"
	}
	base := fmt.Sprintf("events.out.tfevents.%d.%s", now().Unix(), host)
	name := base
	for n := 2; ; n++ {
		file, err := os.OpenFile(filepath.Join(dir, name), os.O_WRONLY|os.O_CREATE|os.O_EXCL|os.O_APPEND, 0o666)
		if err == nil {
			w := &Writer{file, now}
			if err := w.write(w.event(0).text(eventVersion, "brain.Event:2")); err != nil {
				return nil, errors.Join(err, w.Close())
			}
			return w, nil
		}
		if !errors.Is(err, fs.ErrExist) {
			return nil, fmt.Errorf("event file: %w", err)
		}
		name = fmt.Sprintf("%s-%02d", base, n)
	}
}

// Start tells readers that this file goes on from step: what earlier files of the folder hold at step and beyond no longer counts.
func (w *Writer) Start(step int) error {
	return w.write(w.event(step).message(eventSession, message{}.varint(sessionStatus, sessionStart)))
}

// Scalar adds a point to the curve of tag. TensorBoard keeps numbers as float32. A slash in a tag groups it under what stands before.
func (w *Writer) Scalar(tag string, step int, v float64) error {
	return w.value(step, message{}.text(valueTag, tag).float(valueSimple, float32(v)))
}

// Image adds a picture, the contents of a PNG file.
func (w *Writer) Image(tag string, step int, data []byte) error {
	config, err := png.DecodeConfig(bytes.NewReader(data))
	if err != nil {
		return fmt.Errorf("%s: image %s: %w", w.file.Name(), tag, err)
	}
	const rgb = 3 // what a reader should make of it, not what the file has
	picture := message{}.varint(imageHeight, uint64(config.Height)).varint(imageWidth, uint64(config.Width)).
		varint(imageColorspace, rgb).bytes(imageEncoded, data)
	return w.value(step, message{}.text(valueTag, tag).message(valueImage, picture))
}

// Audio adds a sound, the contents of a WAV file.
func (w *Writer) Audio(tag string, step int, data []byte) error {
	format, err := readWAV(data)
	if err != nil {
		return fmt.Errorf("%s: audio %s: %w", w.file.Name(), tag, err)
	}
	sound := message{}.float(audioRate, float32(format.rate)).varint(audioChannels, uint64(format.channels)).
		varint(audioFrames, uint64(format.frames)).bytes(audioEncoded, data).text(audioType, "audio/wav")
	return w.value(step, message{}.text(valueTag, tag).message(valueAudio, sound))
}

// Text adds a text, which TensorBoard shows as Markdown.
func (w *Writer) Text(tag string, step int, markdown string) error {
	shape := message{}.message(shapeDim, message{}.varint(dimSize, 1))
	tensor := message{}.varint(tensorType, tensorString).message(tensorShape, shape).text(tensorStrings, markdown)
	plugin := message{}.message(metadataPlugin, message{}.text(pluginName, "text"))
	return w.value(step, message{}.text(valueTag, tag).message(valueTensor, tensor).message(valueMetadata, plugin))
}

// Close closes the file.
func (w *Writer) Close() error { return w.file.Close() }

// value writes an event whose summary is one value.
func (w *Writer) value(step int, value message) error {
	return w.write(w.event(step).message(eventSummary, message{}.message(summaryValue, value)))
}

// event begins an event that happens now.
func (w *Writer) event(step int) message {
	m := message{}.double(eventWallTime, float64(w.now().UnixMicro())/1e6)
	if step == 0 { // absent means 0
		return m
	}
	return m.varint(eventStep, uint64(step))
}

func (w *Writer) write(event message) error {
	_, err := w.file.Write(record(event))
	return err
}
