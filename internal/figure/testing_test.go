package figure

import (
	"bytes"
	"encoding/xml"
	"errors"
	"flag"
	"image"
	"image/png"
	"io"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"
)

var update = flag.Bool("update", false, "write the golden pictures instead of comparing with them")

// piece is a roll made of the notes given as MIDI number, first step, and length.
func piece(steps int, notes ...[3]int) Roll {
	type state struct{ play, articulate bool }
	cells := map[[2]int]state{}
	for _, n := range notes {
		for i := range n[2] {
			cells[[2]int{n[1] + i, n[0] - lowestKey}] = state{true, i == 0}
		}
	}
	roll := Roll{
		Steps: steps, Keys: 88, Articulated: true,
		StepsPerQuarter: 4, QuartersPerMinute: 120,
		Cell: func(step, key int) (bool, bool) {
			c := cells[[2]int{step, key}]
			return c.play, c.articulate
		},
	}
	for step := 0; step < steps; step += 16 {
		roll.Measures = append(roll.Measures, step)
	}
	return roll
}

// arpeggio is a roll that never stops: a broken chord over two octaves, with a held bass.
func arpeggio(steps int) Roll {
	var notes [][3]int
	chord := []int{60, 64, 67, 72, 76, 72, 67, 64}
	for step := range steps {
		notes = append(notes, [3]int{chord[step%8], step, 1})
		if step%16 == 0 {
			notes = append(notes, [3]int{41 + step/16%5, step, min(16, steps-step)})
		}
	}
	return piece(steps, notes...)
}

func random(steps int, density float64) Roll {
	r := rand.New(rand.NewPCG(1, 2))
	var notes [][3]int
	for step := range steps {
		for key := range 88 {
			if r.Float64() < density {
				notes = append(notes, [3]int{key + lowestKey, step, 1})
			}
		}
	}
	return piece(steps, notes...)
}

// noisyLoss falls from about 60 to about 6, with a validation value every 20 epochs.
func noisyLoss(epochs int) (train, valid Curve) {
	r := rand.New(rand.NewPCG(7, 8))
	train.Name, valid.Name = "training", "validation"
	for epoch := 1; epoch <= epochs; epoch++ {
		progress := float64(epoch) / float64(epochs)
		loss := 6 + 54*math.Exp(-10*progress)
		train.X = append(train.X, float64(epoch))
		train.Y = append(train.Y, loss*(0.85+0.3*r.Float64()))
		if epoch%20 == 0 {
			valid.X = append(valid.X, float64(epoch))
			valid.Y = append(valid.Y, loss*1.05+progress)
		}
	}
	return train, valid
}

// falling is a curve from 60 to a value, of a given number of points.
func falling(name string, points int, to float64) Curve {
	c := Curve{Name: name}
	for i := range points {
		c.X = append(c.X, float64(i))
		c.Y = append(c.Y, to+(60-to)*math.Exp(-20*float64(i)/float64(points)))
	}
	return c
}

func write(t *testing.T, f Figure, format Format, s Style) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := f.Write(&b, format, s); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func decoded(t *testing.T, file []byte) image.Image {
	t.Helper()
	picture, err := png.Decode(bytes.NewReader(file))
	if err != nil {
		t.Fatal(err)
	}
	return picture
}

func size(t *testing.T, f Figure, s Style) (width, height int) {
	t.Helper()
	box := decoded(t, write(t, f, PNG, s)).Bounds()
	return box.Dx(), box.Dy()
}

// svgText returns the SVG of a figure, and the contents of its text elements.
func svgText(t *testing.T, f Figure, s Style) (svg string, texts []string) {
	t.Helper()
	data := write(t, f, SVG, s)
	decoder := xml.NewDecoder(bytes.NewReader(data))
	inText := false
	for {
		token, err := decoder.Token()
		if errors.Is(err, io.EOF) {
			return string(data), texts
		}
		if err != nil {
			t.Fatalf("not XML: %v", err)
		}
		switch token := token.(type) {
		case xml.StartElement:
			inText = token.Name.Local == "text"
		case xml.EndElement:
			inText = false
		case xml.CharData:
			if inText {
				texts = append(texts, string(token))
			}
		}
	}
}

// compareGolden compares pixels, not bytes, since the compression may differ between versions of Go. Two per
// mille of the pixels may differ: the edges of letters and curves depend on how a processor rounds.
func compareGolden(t *testing.T, name string, file []byte) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, file, 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	golden, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	differ, total := differing(decoded(t, file), decoded(t, golden))
	if differ*1000 <= total*2 {
		return
	}
	if err := os.WriteFile(path+".got", file, 0o644); err != nil {
		t.Fatal(err)
	}
	t.Errorf("%d of %d pixels differ from %s: look at %s.got, and run the test with -update if it is right", differ, total, path, path)
}

// differing counts the pixels that differ; all do where the sizes differ.
func differing(a, b image.Image) (differ, total int) {
	box := a.Bounds()
	total = box.Dx() * box.Dy()
	if box != b.Bounds() {
		return total, total
	}
	for y := range box.Dy() {
		for x := range box.Dx() {
			r1, g1, b1, _ := a.At(x, y).RGBA()
			r2, g2, b2, _ := b.At(x, y).RGBA()
			if r1 != r2 || g1 != g2 || b1 != b2 {
				differ++
			}
		}
	}
	return differ, total
}
