// Package tensorboard writes scalars, images, audio and text into the event files that TensorBoard reads.
//
// An event file is a sequence of records in TensorFlow's record format. Each record holds one Event, a
// protocol buffer of TensorBoard's event.proto and summary.proto. The first event names the version; each of
// the others holds one value with a tag, a step and a wall time. TensorBoard reads all event files of a
// directory, in the order of their names, as one run.
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

// Writer appends to one event file. Each record is one write, so that a crash truncates at most the last
// record. A Writer must not be used by several goroutines at once.
type Writer struct {
	file *os.File
	now  func() time.Time
}

// Open creates a new event file in dir, and dir if it is missing. The file is named events.out.tfevents.<unix
// seconds>.<host>, with -02, -03 … appended if that exists. The names sort in the order of creation.
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

// Start tells TensorBoard that the run resumes at step: it discards what earlier files of the directory hold
// at step and beyond.
func (w *Writer) Start(step int) error {
	return w.write(w.event(step).message(eventSession, message{}.varint(sessionStatus, sessionStart)))
}

// Scalar adds a point to the curve of tag. TensorBoard stores numbers as float32. It groups tags by the part
// before a slash.
func (w *Writer) Scalar(tag string, step int, v float64) error {
	return w.value(step, message{}.text(valueTag, tag).float(valueSimple, float32(v)))
}

// Image adds an image, the contents of a PNG file.
func (w *Writer) Image(tag string, step int, data []byte) error {
	config, err := png.DecodeConfig(bytes.NewReader(data))
	if err != nil {
		return fmt.Errorf("%s: image %s: %w", w.file.Name(), tag, err)
	}
	const rgb = 3 // number of channels that a reader should decode to
	image := message{}.varint(imageHeight, uint64(config.Height)).varint(imageWidth, uint64(config.Width)).
		varint(imageColorspace, rgb).bytes(imageEncoded, data)
	return w.value(step, message{}.text(valueTag, tag).message(valueImage, image))
}

// Sound adds audio with one channel: the contents of a WAV file, its sampling rate in Hz and its number of
// samples.
func (w *Writer) Sound(tag string, step int, wav []byte, rate, samples int) error {
	audio := message{}.float(audioRate, float32(rate)).varint(audioChannels, 1).varint(audioFrames, uint64(samples)).bytes(audioEncoded, wav).text(audioType, "audio/wav")
	return w.value(step, message{}.text(valueTag, tag).message(valueAudio, audio))
}

// Text adds text, which TensorBoard renders as Markdown.
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

// event returns an event with the current time and a step.
func (w *Writer) event(step int) message {
	m := message{}.double(eventWallTime, float64(w.now().UnixMicro())/1e6)
	if step == 0 { // the default of an absent field
		return m
	}
	return m.varint(eventStep, uint64(step))
}

func (w *Writer) write(event message) error {
	_, err := w.file.Write(record(event))
	return err
}
