package figure

import (
	"bytes"
	"image/png"
	"slices"
	"testing"
)

func size(t *testing.T, file []byte) (width, height int) {
	t.Helper()
	config, err := png.DecodeConfig(bytes.NewReader(file))
	if err != nil {
		t.Fatal(err)
	}
	return config.Width, config.Height
}

func TestSizeOfPictures(t *testing.T) {
	for _, c := range []struct {
		what                   string
		roll                   Roll
		low, wide, short, tall int // bounds of width and height
	}{
		{"no steps", piece(0), 600, 700, 400, 700},
		{"silence", piece(128), 1200, 1600, 400, 700},
		{"one step", piece(1, [3]int{60, 0, 1}), 600, 700, 400, 700},
		{"64 steps", arpeggio(64), 1200, 1600, 400, 700},
		{"128 steps", arpeggio(128), 1200, 1600, 400, 700},
		{"129 steps", arpeggio(129), 1200, 1600, 400, 700},
		{"128 steps, all keys", random(128, 0.1), 1200, 1600, 400, 700},
		{"600 steps", arpeggio(600), 1200, 1600, 600, 1400},
		{"8000 steps", arpeggio(8000), 1200, 1600, 2000, highestPicture},
		{"8000 steps, all keys", random(8000, 0.01), 1200, 1600, 2000, highestPicture},
		{"40000 steps", piece(40000, [3]int{60, 0, 40000}), 1200, 1600, 2000, highestPicture},
	} {
		_, size := c.roll.layout()
		if size.X < c.low || size.X > c.wide || size.Y < c.short || size.Y > c.tall {
			t.Errorf("%s: %v, want %d…%d × %d…%d", c.what, size, c.low, c.wide, c.short, c.tall)
		}
	}
}

func TestPictureHasTheSizeOfItsLayout(t *testing.T) {
	for _, steps := range []int{0, 7, 300} {
		roll := arpeggio(steps)
		_, want := roll.layout()
		if width, height := size(t, encoded(t, roll)); width != want.X || height != want.Y {
			t.Errorf("%d steps: %d × %d, want %v", steps, width, height, want)
		}
	}
}

func TestVeryLongRollIsCutAtAMeasure(t *testing.T) {
	roll := piece(40000, [3]int{60, 0, 1})
	systems, _ := roll.layout()
	if end := systems[len(systems)-1].to; end < 16000 || end >= 40000 || end%16 != 0 {
		t.Errorf("shows %d of 40000 steps", end)
	}
}

func TestWrap(t *testing.T) {
	threeFour := func(steps int) (lines []int) {
		for step := 0; step < steps; step += 12 {
			lines = append(lines, step)
		}
		return lines
	}
	for _, c := range []struct {
		what     string
		steps    int
		measures []int
		capacity int
		want     []span
	}{
		{"fits", 24, threeFour(24), 30, []span{{0, 24}}},
		{"at measure lines", 60, threeFour(60), 30, []span{{0, 24}, {24, 48}, {48, 60}}},
		{"about equally long", 48, threeFour(48), 40, []span{{0, 24}, {24, 48}}},
		{"no measures", 100, nil, 60, []span{{0, 50}, {50, 100}}},
		{"a measure longer than a row", 90, []int{0, 80}, 50, []span{{0, 45}, {45, 90}}},
		{"after a pickup", 52, []int{4, 20, 36}, 24, []span{{0, 20}, {20, 36}, {36, 52}}},
	} {
		if got := wrap(c.steps, c.measures, c.capacity); !slices.Equal(got, c.want) {
			t.Errorf("%s: %v, want %v", c.what, got, c.want)
		}
	}
}

// A system must not lie over its neighbour, and none may reach out of the picture.
func TestSystemsKeepApart(t *testing.T) {
	for _, steps := range []int{300, 1000, 8000} {
		roll := arpeggio(steps)
		systems, size := roll.layout()
		last, next := 0, 0
		for i, s := range systems {
			if s.grid.Min.Y < last+numberHeight || s.grid.Max.X > size.X || s.from != next {
				t.Errorf("%d steps: system %d covers %v and steps %v", steps, i, s.grid, s.span)
			}
			last, next = s.grid.Max.Y+secondsHeight, s.to
		}
		if next != steps || last > size.Y {
			t.Errorf("%d steps: the systems end at step %d and height %d of %d", steps, next, last, size.Y)
		}
	}
}
