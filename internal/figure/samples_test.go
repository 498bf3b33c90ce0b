package figure

import (
	"bytes"
	"fmt"
	"image"
	"io"
	"regexp"
	"slices"
	"strings"
	"testing"
)

func stackOf(t *testing.T, rolls []Roll) []byte {
	t.Helper()
	var captions []string
	for i := range rolls {
		captions = append(captions, fmt.Sprintf("epoch %d", 100*(i+1)))
	}
	var file bytes.Buffer
	if err := Rolls(&file, rolls, captions); err != nil {
		t.Fatal(err)
	}
	return file.Bytes()
}

func TestThin(t *testing.T) {
	for _, c := range []struct {
		n, most int
		want    []int
	}{
		{0, 4, []int{}},
		{1, 4, []int{0}},
		{4, 4, []int{0, 1, 2, 3}},
		{5, 4, []int{0, 1, 3, 4}},
		{10, 4, []int{0, 3, 6, 9}},
		{100, 3, []int{0, 50, 99}},
	} {
		if got := thin(c.n, c.most); !slices.Equal(got, c.want) {
			t.Errorf("%d of %d: %v, want %v", c.most, c.n, got, c.want)
		}
	}
}

func TestStackShowsAtMostTwelve(t *testing.T) {
	var rolls []Roll
	for range 12 {
		rolls = append(rolls, arpeggio(64))
	}
	_, twelve := size(t, stackOf(t, rolls))
	_, thirty := size(t, stackOf(t, slices.Concat(rolls, rolls, rolls[:6])))
	if twelve != thirty {
		t.Errorf("30 rolls are %d pixels high, 12 are %d", thirty, twelve)
	}
}

func TestSizeOfStacks(t *testing.T) {
	for what, rolls := range map[string][]Roll{
		"none":             nil,
		"one":              {arpeggio(128)},
		"silent and empty": {piece(128), piece(0)},
		"long":             {arpeggio(3000), arpeggio(128)},
		"all keys":         slices.Repeat([]Roll{random(128, 0.3)}, 12),
	} {
		if width, height := size(t, stackOf(t, rolls)); width < 600 || width > 1600 || height > highestPicture {
			t.Errorf("%s: %d × %d", what, width, height)
		}
	}
}

// The low note of the first roll and the high one of the second widen the range of both.
func TestStackSharesKeysAndScale(t *testing.T) {
	low, high := piece(128, [3]int{24, 0, 8}), piece(64, [3]int{90, 0, 8})
	scale := newStack([]*Roll{&low, &high}, 0)
	if want := (keyRange{24 - lowestKey, 95 - lowestKey}); scale.keys != want {
		t.Errorf("keys %v, want %v", scale.keys, want)
	}
	picture := decoded(t, stackOf(t, []Roll{low, high})).(*image.Paletted)
	for i, key := range []int{24, 90} {
		s := system{roll: &low, keys: scale.keys, cell: scale.cell}
		s.place(edge + headHeight + i*scale.height() + captionHeight + numberHeight)
		top, _ := s.row(key - lowestKey)
		if strike, hold := picture.ColorIndexAt(s.column(0), top), picture.ColorIndexAt(s.column(7), top); strike != struck || hold != held {
			t.Errorf("roll %d has colours %d and %d at its note", i, strike, hold)
		}
	}
}

// One roll tells struck from held, one does not, one was given its beginning: the legend explains what is seen in any of them.
func TestStackExplainsEveryRoll(t *testing.T) {
	frames, articulated, prompted := piece(16), piece(16), piece(16)
	frames.Articulated, prompted.Prompt = false, 4
	rolls := []*Roll{&frames, &articulated, &prompted}
	for shown, want := range map[int][]string{1: {"sounding"}, 2: {"struck", "held", "sounding"}, 3: {"struck", "held", "sounding", "given"}} {
		var got []string
		for _, e := range legendOf(rolls[:shown]...) {
			got = append(got, e.name)
		}
		if !slices.Equal(got, want) {
			t.Errorf("%d rolls: %q, want %q", shown, got, want)
		}
	}
	picture, err := RollsSVG([]Roll{frames, articulated, prompted}, make([]string, 3), "")
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"struck", "held", "sounding", "given"} {
		if !strings.Contains(picture, ">"+want+"<") {
			t.Errorf("the SVG does not explain %q", want)
		}
	}
}

// The keys from A0 to C8 have eight Cs, three octaves around C4 have three.
func TestStackShowsAllKeysWhereARollAsks(t *testing.T) {
	rolls := []Roll{scale(32), scale(32)}
	for all, want := range map[bool]int{false: 3, true: 8} {
		rolls[1].AllKeys = all
		picture, err := RollsSVG(rolls, make([]string, 2), "")
		if err != nil {
			t.Fatal(err)
		}
		if names := regexp.MustCompile(`>C\d<`).FindAllString(picture, -1); len(names) != 2*want {
			t.Errorf("all keys %v: %d names of keys in two rolls, not %d", all, len(names), 2*want)
		}
		keys := newStack([]*Roll{&rolls[0], &rolls[1]}, 0).keys
		if shows := keys == (keyRange{0, 87}); shows != all {
			t.Errorf("all keys %v: the PNG shows %v", all, keys)
		}
	}
}

func TestStackWithoutCaptionsPanics(t *testing.T) {
	defer func() {
		if recover() == nil {
			t.Error("no panic")
		}
	}()
	_ = Rolls(&bytes.Buffer{}, []Roll{piece(16)}, nil)
}

// TestLearningShowsTheKeysOfTheEnd puts noise on all keys before music of an octave: the music decides the range.
func TestLearningShowsTheKeysOfTheEnd(t *testing.T) {
	rolls := []Roll{random(64, 0.3), arpeggio(64), arpeggio(64), arpeggio(64)}
	draw := func(f func(w io.Writer, rolls []Roll, captions []string) error) int {
		var file bytes.Buffer
		if err := f(&file, rolls, make([]string, len(rolls))); err != nil {
			t.Fatal(err)
		}
		_, height := size(t, file.Bytes())
		return height
	}
	if all, end := draw(Rolls), draw(Learning); end >= all {
		t.Errorf("%d pixels high, with all keys %d", end, all)
	}
	shown := newStack([]*Roll{&rolls[0], &rolls[1]}, 1).keys
	if want := newStack([]*Roll{&rolls[1]}, 0).keys; shown != want {
		t.Errorf("keys %v, want %v", shown, want)
	}
}
