package features

import (
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// readFramesText reads a file of frames with this text.
func readFramesText(t *testing.T, text string) (*Corpus, error) {
	t.Helper()
	return Frames(filepath.Join(fill(t, map[string]string{"x.json": text}), "x.json"), 4)
}

func TestFrames(t *testing.T) {
	c, err := readFramesText(t, `{"train": [[[60, 64], [60], []]], "valid": [[[108, 21]]], "test": []}`)
	if err != nil {
		t.Fatal(err)
	}
	if got, want := names(c.Pieces), []string{"train/0000", "valid/0000"}; !slices.Equal(got, want) || len(c.Skipped) > 0 {
		t.Fatalf("pieces %q, skipped %v, want %q", got, c.Skipped, want)
	}
	p := c.Pieces[0]
	if got := cells(p, 60); !slices.Equal(got, []Cell{Held, Held, Silent}) || p.Articulated || p.Split != Train || !c.IsSplit() {
		t.Errorf("C4 %v, articulated %v, split %s", got, p.Articulated, p.Split)
	}
}

// TestFramesErrors asserts the whole message after the file's name: it names split, piece and frame.
func TestFramesErrors(t *testing.T) {
	const lists = `{"train": [[[60, 64], [60]], …], "valid": […]}, which is splits of pieces of frames of keys`
	const formColon, form = ": " + lists, "; wanted " + lists
	const none = `none of the 1 pieces of "train" can be used; the first: train, piece 0`
	const noKey = "; a key is a whole number, such as 60 for middle C"
	for text, want := range map[string]string{
		`{"train": [[[60]]], "dev": []}`: `there is no split "dev"; a file of frames has train, valid and test, and nothing else`,
		`{"train": []}`:                  `no pieces` + form,
		`{"valid": [[[109]]]}`:           `none of the 1 pieces of "valid" can be used; the first: valid, piece 0 (counted from 0): all its notes are outside the keys 21 to 108; the first is key 109 in frame 0`,
		`{"train": [], "test": [[60]]}`:  `none of the 1 pieces of "test" can be used; the first: test, piece 0, frame 0 (counted from 0): found the number 60, wanted a list of keys`,
		`{"train": "x"}`:                 `train: found the text "x", wanted a list of pieces` + formColon,
		`{"train": null}`:                `train: found null, wanted a list of pieces` + formColon,
		`[[[60]]]`:                       `found a list, wanted the splits` + formColon,
		" \n":                            `the file is empty` + form,
		`{"train": [null]}`:              none + ` (counted from 0): found null, wanted a list of frames`,
		`{"train": [[]]}`:                none + ` (counted from 0): 0 frames; a piece has 1 to 200000`,
		`{"train": [[[60], null]]}`:      none + `, frame 1 (counted from 0): found null, wanted a list of keys`,
		`{"train": [[[60], [60.5]]]}`:    none + `, frame 1 (counted from 0): the number 60.5 is no key` + noKey,
		`{"train": [[[true]]]}`:          none + `, frame 0 (counted from 0): true is no key` + noKey,
		`{"train": [[[[60]]]]}`:          none + `, frame 0 (counted from 0): a list is no key` + noKey,
		`{"train": [[[{}]]]}`:            none + `, frame 0 (counted from 0): an object is no key` + noKey,
		`{"train": [[[60]]], "valid": [[[6], [60]` + "\n, [NaN]]]}": `valid, piece 0, frame 2 (counted from 0), line 2, column 4: this is no JSON: 'N' cannot stand here`,
		`{"train": [[[60]], [[60`:                                   `train, piece 1, frame 0 (counted from 0), line 1, column 24: this is no JSON: the text ends too early`,
		`{"train": [[[60]]]}, 1`:                                    `line 1, column 20: this is no JSON: ',' cannot stand here`,
		`{"train": [[[60]], "é\"]" x`:                               `train, piece 1 (counted from 0), line 1, column 27: this is no JSON: 'x' cannot stand here`,
		"(dp0\nS'train'\np1\nS'x'\ns.":                              `train: found the text "x", wanted a list of pieces` + formColon,
		"\x80\x02]q\x00.":                                           `found a list, wanted the splits` + formColon,
		"\x80\x02}q\x00K\x01]s.":                                    `the number 1 is no split; there are train, valid and test`,
		"\x80\x02}q\x00U\x05train]]]Naaas.":                         none + `, frame 0 (counted from 0): null is no key` + noKey,
		"\x80\x02}q\x00U\x05train":                                  `as a Python pickle: byte 12: the pickle ends too early; save plain lists (.tolist()), or JSON`,
	} {
		_, err := readFramesText(t, text)
		if err == nil || !strings.HasSuffix(err.Error(), "x.json: "+want) {
			t.Errorf("%s\n got %v\nwant %s", text, err, want)
		}
	}
}

// TestFramesCases reads the files of testdata, each of which once gave a wrong result or an error in Go's
// terms.
func TestFramesCases(t *testing.T) {
	for name, want := range map[string]string{
		"dupkeys.json":    `the split "train" occurs twice`,
		"flat_piece.json": `train, piece 0, frame 0 (counted from 0): found the number 60, wanted a list of keys`,
		"meta.json":       `there is no split "name"; a file of frames has train, valid and test, and nothing else`,
		"null_key.json":   `train, piece 0, frame 0 (counted from 0): null is no key`,
		"silent.json":     `train, piece 0 (counted from 0): no note in any of its 64 frames`,
		"str_keys.json":   `train, piece 0, frame 0 (counted from 0): the text "60" is no key`,
		"numpy.pickle":    `is an object; only lists, tuples, dicts, numbers and strings are read; save plain lists (.tolist()), or JSON`,
		"nowhere.json":    "nowhere.json: there is no such file",
	} {
		if c, err := Frames(filepath.Join("testdata", "frames", name), 4); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: corpus %v, error %v, want %q in it", name, c, err, want)
		}
	}
	for name, want := range map[string][]int{"floats.json": {60, 64}, "bom.json": {60}, "only_train.json": {60, 64}} {
		c, err := Frames(filepath.Join("testdata", "frames", name), 4)
		if err != nil || len(c.Pieces) != 1 {
			t.Fatalf("%s: %v", name, err)
		}
		if got := keysOf(c.Pieces[0], 0); !slices.Equal(got, want) {
			t.Errorf("%s: keys %v, want %v", name, got, want)
		}
	}
}

// keysOf returns the keys that sound at a step.
func keysOf(p *Piece, step int) (keys []int) {
	for n, cell := range p.Roll[step] {
		if cell.Play() {
			keys = append(keys, n+Lowest)
		}
	}
	return keys
}

func TestFramesWithoutValidAreSplit(t *testing.T) {
	c, err := readFramesText(t, `{"train": [[[60]],[[61]],[[62]],[[63]]], "test": [[[64]]]}`)
	if err != nil || c.IsSplit() {
		t.Fatalf("error %v, split already: %v", err, err == nil && c.IsSplit())
	}
	c.Split(0.25)
	if train, valid, test := len(c.Of(Train)), len(c.Of(Valid)), len(c.Of(Test)); train == 0 || valid == 0 || train+valid != 4 || test != 1 {
		t.Errorf("%d pieces to train, %d to validate, %d to test on, want 4 divided and 1", train, valid, test)
	}
	c, err = readFramesText(t, `{"train": [[[60]],[[61]]], "valid": []}`)
	if err != nil || len(c.Of(Train)) != 2 || !c.IsSplit() {
		t.Errorf("an empty \"valid\" asks for no validation: error %v, pieces %v", err, names(c.Of(Train)))
	}
}

// CheckSplit has the reason of the split that is asked for, not that of another.
func TestCheckSplit(t *testing.T) {
	c, err := readFramesText(t, `{"train": [["a"]], "valid": [[[60]]], "test": [["b"], ["c"]]}`)
	if err != nil {
		t.Fatal(err)
	}
	for split, want := range map[string]string{Train: `the first: train, piece 0, frame 0 (counted from 0): found the text "a"`, Test: `none of the 2 pieces of "test" can be used; the first: test, piece 0`} {
		if err := c.CheckSplit(split); err == nil || !strings.Contains(err.Error(), want) || !c.HasSplit(split) {
			t.Errorf("%s: %v", split, err)
		}
	}
	if err := c.CheckSplit(Valid); err != nil {
		t.Error(err)
	}
	c, err = readFramesText(t, `{"valid": [[[60]]], "test": []}`)
	if err != nil || c.HasSplit(Train) || c.HasSplit(Test) || !strings.HasPrefix(c.CheckSplit(Train).Error(), `no pieces under "train"; wanted `) {
		t.Errorf("%v: %v", err, c.CheckSplit(Train))
	}
}

// A bad piece is skipped, a key outside the keyboard is left out; all other music stays.
func TestFramesKeepTheRest(t *testing.T) {
	c, err := readFramesText(t, `{"train": [[[20, 60], [20.0, 60], [], [20, 109]], [["x"]], [[]], [[61]]], "valid": []}`)
	if err != nil {
		t.Fatal(err)
	}
	if got, want := names(c.Pieces), []string{"train/0000", "train/0003"}; !slices.Equal(got, want) {
		t.Fatalf("pieces %q, want %q", got, want)
	}
	p := c.Pieces[0]
	want := "notes outside the keys 21 to 108 left out: 3; the first is key 20 in frame 0 (counted from 0)"
	if p.OutOfRange != 3 || len(p.Warnings) != 1 || p.Warnings[0] != want || !slices.Equal(keysOf(p, 1), []int{60}) {
		t.Errorf("%d out of range, warnings %q, keys %v", p.OutOfRange, p.Warnings, keysOf(p, 1))
	}
	if len(c.Skipped) != 2 || c.Skipped[0].File != "train/0001" || c.Skipped[1].File != "train/0002" {
		t.Errorf("skipped %v, want pieces 1 and 2", c.Skipped)
	}
}

// TestPickledFrames reads pickles that Python 2 and 3 wrote, in all protocols, of one list that occurs twice.
func TestPickledFrames(t *testing.T) {
	files, err := filepath.Glob("testdata/frames/p*.pickle")
	if err != nil || len(files) != 10 {
		t.Fatalf("%d pickles, error %v, want 10", len(files), err)
	}
	for _, file := range files {
		c, err := Frames(file, 4)
		if err != nil {
			t.Errorf("%v", err)
			continue
		}
		if got, want := names(c.Pieces), []string{"train/0000", "train/0001", "valid/0000"}; !slices.Equal(got, want) {
			t.Errorf("%s: pieces %q, want %q", file, got, want)
			continue
		}
		var got [][]int
		for _, p := range c.Pieces {
			for step := range p.Roll {
				got = append(got, keysOf(p, step))
			}
		}
		want := [][]int{{60, 64}, {60}, nil, {60, 64}, {60, 64}, {21, 108}, {60, 64}, {62}}
		if strings.Contains(file, "python2") {
			want[7] = []int{62, 65} // 65L, a long integer
		}
		if !slices.EqualFunc(got, want, slices.Equal[[]int]) || c.Pieces[2].OutOfRange != 4 {
			t.Errorf("%s: keys %v, %d out of range, want %v and 4", file, got, c.Pieces[2].OutOfRange, want)
		}
	}
}
