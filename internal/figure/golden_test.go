package figure

import (
	"bytes"
	"flag"
	"image"
	"os"
	"path/filepath"
	"testing"
)

var update = flag.Bool("update", false, "write the golden pictures instead of comparing with them")

// compareGolden compares pixels, not bytes, since the compression may differ between versions of Go. Of the
// pixels, so many per mille may differ: anti-aliased curves depend on how a processor rounds.
func compareGolden(t *testing.T, name string, file []byte, perMille int) {
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
	got, want := decoded(t, file), decoded(t, golden)
	differ, total := differing(got, want)
	if differ*1000 <= total*perMille {
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

func TestGoldenRolls(t *testing.T) {
	one := arpeggio(64)
	one.Title = "Arpeggio"
	prompted := piece(48, [3]int{60, 0, 4}, [3]int{60, 4, 4}, [3]int{64, 8, 16}, [3]int{67, 16, 1}, [3]int{67, 17, 1}, [3]int{43, 0, 48})
	prompted.Prompt, prompted.Title = 20, "A prompt, and what follows"
	frames := arpeggio(64)
	frames.Articulated, frames.AllKeys, frames.Measures, frames.QuartersPerMinute = false, true, nil, 0
	for name, roll := range map[string]Roll{
		"roll.png": one, "prompt.png": prompted, "frames.png": frames, "wrapped.png": arpeggio(600), "silent.png": piece(32),
	} {
		compareGolden(t, name, encoded(t, roll), 0)
	}
}

func TestGoldenSamples(t *testing.T) {
	file := stackOf(t, []Roll{random(64, 0.5), random(64, 0.05), piece(64), arpeggio(64)})
	compareGolden(t, "samples.png", file, 0)
}

func TestGoldenLoss(t *testing.T) {
	train, valid := noisyLoss(1000)
	var file bytes.Buffer
	if err := WriteLoss(&file, train, valid, 11.491, "Training and validation"); err != nil {
		t.Fatal(err)
	}
	compareGolden(t, "loss.png", file.Bytes(), 1)
}
