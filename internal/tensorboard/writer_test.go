package tensorboard

import (
	"bytes"
	"encoding/hex"
	"image"
	"image/png"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// second is the time two seconds after 1970.
func second() time.Time { return time.Unix(2, 0) }

// The bytes are those of TensorBoard's own event_pb2 and masked_crc32c (2.21), with a wall time of 2.
func TestBytes(t *testing.T) {
	version := "18 00 00 00 00 00 00 00 a3 7f 4b 22 09 00 00 00 00 00 00 00 40 1a 0d 62 72 61 69 6e 2e 45 76 65 6e 74 3a 32 ff 2e e0 e7"
	tests := []struct {
		name  string
		write func(*Writer) error
		want  string
	}{
		{"scalar", func(w *Writer) error { return w.Scalar("train/nll", 300, 1.5) },
			"20 00 00 00 00 00 00 00 29 ed a9 50 09 00 00 00 00 00 00 00 40 10 ac 02 2a 12 0a 10 0a 09 74 72 61 69 6e 2f 6e 6c 6c 15 00 00 c0 3f 49 05 6a 34"},
		{"start", func(w *Writer) error { return w.Start(300) },
			"10 00 00 00 00 00 00 00 95 fb fe 18 09 00 00 00 00 00 00 00 40 10 ac 02 3a 02 08 01 12 92 da 01"},
		{"text", func(w *Writer) error { return w.Text("t", 0, "hi") },
			"28 00 00 00 00 00 00 00 ff 70 16 4a 09 00 00 00 00 00 00 00 40 2a 1d 0a 1b 0a 01 74 42 0c 08 07 12 04 12 02 08 01 42 02 68 69 4a 08 0a 06 0a 04 74 65 78 74 d6 1e 78 19"},
	}
	for _, test := range tests {
		dir := t.TempDir()
		w, err := open(dir, second)
		if err != nil {
			t.Fatal(err)
		}
		if err := test.write(w); err != nil {
			t.Fatal(err)
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
		want, err := hex.DecodeString(strings.ReplaceAll(version+test.want, " ", ""))
		if err != nil {
			t.Fatal(err)
		}
		if got := contents(t, w); !bytes.Equal(got, want) {
			t.Errorf("%s:\n% x, want\n% x", test.name, got, want)
		}
	}
}

// 0xe3069283 is the check value of CRC-32C, for "123456789"; 0xc78ab0e5 is TensorBoard's masked_crc32c of the
// same.
func TestChecksum(t *testing.T) {
	if got := checksum([]byte("123456789")); got != 0xc78ab0e5 {
		t.Errorf("%#x", got)
	}
}

func TestImageAndAudio(t *testing.T) {
	w, err := open(t.TempDir(), second)
	if err != nil {
		t.Fatal(err)
	}
	var picture bytes.Buffer
	if err := png.Encode(&picture, image.NewGray(image.Rect(0, 0, 200, 3))); err != nil {
		t.Fatal(err)
	}
	if err := w.Image("samples/1", 7, picture.Bytes()); err != nil {
		t.Fatal(err)
	}
	events := walk(t, contents(t, w))
	if len(events) != 2 {
		t.Fatalf("%d events", len(events))
	}
	value := events[1].inner(eventSummary).inner(summaryValue)
	if step, tag := events[1].number(eventStep), value.text(valueTag); step != 7 || tag != "samples/1" {
		t.Errorf("step %d, tag %q", step, tag)
	}
	if p := value.inner(valueImage); p.number(imageHeight) != 3 || p.number(imageWidth) != 200 || p.text(imageEncoded) != picture.String() {
		t.Errorf("image %v", p)
	}
}

func TestSound(t *testing.T) {
	w, err := open(t.TempDir(), second)
	if err != nil {
		t.Fatal(err)
	}
	if err := w.Sound("samples/1", 8, []byte("RIFF and so on"), 22050, 7); err != nil {
		t.Fatal(err)
	}
	a := walk(t, contents(t, w))[1].inner(eventSummary).inner(summaryValue).inner(valueAudio)
	const rate = 0x46ac4400 // 22050 as float32
	if a.number(audioRate) != rate || a.number(audioChannels) != 1 || a.number(audioFrames) != 7 || a.text(audioEncoded) != "RIFF and so on" || a.text(audioType) != "audio/wav" {
		t.Errorf("audio %v", a)
	}
}

func TestMistakes(t *testing.T) {
	dir := t.TempDir()
	w, err := Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	names := func(err error, want ...string) {
		t.Helper()
		for _, part := range append(want, dir) {
			if err == nil || !strings.Contains(err.Error(), part) {
				t.Errorf("error %v, want %q in it", err, part)
			}
		}
	}
	names(w.Image("roll", 1, []byte("no picture")), "roll", "png")
	if events := walk(t, contents(t, w)); len(events) != 1 {
		t.Errorf("mistakes left %d events behind", len(events)-1)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	names(w.Scalar("late", 1, 1))

	occupied := filepath.Join(dir, "file")
	if err := os.WriteFile(occupied, nil, 0o666); err != nil {
		t.Fatal(err)
	}
	_, err = Open(occupied)
	names(err, "file")
}

// Writers of one second have files of their own, which sort as they were opened.
func TestSameSecond(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "new", "folder")
	var want []string
	for range 3 {
		w, err := open(dir, second)
		if err != nil {
			t.Fatal(err)
		}
		defer w.Close()
		want = append(want, w.file.Name())
	}
	got, err := filepath.Glob(filepath.Join(dir, "events.out.tfevents.2.*"))
	if err != nil || !slices.Equal(got, want) {
		t.Errorf("%v, want %v (%v)", got, want, err)
	}
}

func contents(t *testing.T, w *Writer) []byte {
	t.Helper()
	data, err := os.ReadFile(w.file.Name())
	if err != nil {
		t.Fatal(err)
	}
	return data
}
