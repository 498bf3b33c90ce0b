package figure

import (
	"bytes"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"
)

func stackOf(rolls ...Roll) Stack {
	k := Stack{Rolls: rolls}
	for i := range rolls {
		k.Captions = append(k.Captions, fmt.Sprintf("epoch %d", 100*(i+1)))
	}
	return k
}

// scaleOf is the common scale of the rolls of a stack.
func scaleOf(k Stack) stackScale {
	style, _ := Style{}.check()
	var rolls []*Roll
	for i := range k.Rolls {
		rolls = append(rolls, &k.Rolls[i])
	}
	return k.scale(style.layout(), style, rolls, 15)
}

func TestStackShowsAtMostTwelve(t *testing.T) {
	rolls := slices.Repeat([]Roll{arpeggio(64)}, 30)
	_, twelve := size(t, stackOf(rolls[:12]...), Style{DPI: 60})
	_, thirty := size(t, stackOf(rolls...), Style{DPI: 60})
	if twelve != thirty {
		t.Errorf("30 rolls are %d pixels high, 12 are %d", thirty, twelve)
	}
	_, texts := svgText(t, stackOf(rolls...), Style{})
	if !slices.Contains(texts, "epoch 100") || !slices.Contains(texts, "epoch 3000") || !strings.HasPrefix(texts[0], "12 of 30 samples") {
		t.Errorf("%q", texts)
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
		if width, height := size(t, stackOf(rolls...), Style{Width: 85, DPI: 100}); width != 335 || height > 5*335 {
			t.Errorf("%s: %d × %d", what, width, height)
		}
	}
	var b bytes.Buffer
	if err := stackOf(slices.Repeat([]Roll{arpeggio(64)}, 12)...).Write(&b, PNG, Style{Height: 60}); err == nil || !strings.Contains(err.Error(), "too small") {
		t.Errorf("12 rolls in 60 mm: error %v", err)
	}
}

// The low note of the first roll and the high one of the second widen the range of both.
func TestStackSharesKeys(t *testing.T) {
	low, high := piece(128, [3]int{24, 0, 8}), piece(64, [3]int{90, 0, 8})
	if got, want := scaleOf(stackOf(low, high)).keys, (keyRange{24 - lowestKey, 95 - lowestKey}); got != want {
		t.Errorf("keys %v, want %v", got, want)
	}
	low.AllKeys = true
	if got, want := scaleOf(stackOf(high, low)).keys, (keyRange{0, 87}); got != want {
		t.Errorf("keys %v, want all", got)
	}
}

// Noise on all keys before music of a few octaves: with Learning, the music decides the range, and a caption
// tells of the rest.
func TestLearningShowsTheKeysOfTheEnd(t *testing.T) {
	k := stackOf(random(64, 0.3), arpeggio(64), arpeggio(64), arpeggio(64))
	k.Learning = true
	if got, want := scaleOf(k).keys, scaleOf(stackOf(arpeggio(64))).keys; got != want {
		t.Errorf("keys %v, want %v", got, want)
	}
	if _, texts := svgText(t, k, Style{}); !regexp.MustCompile(`epoch 100 \(A0 to C8, not all shown\)`).MatchString(strings.Join(texts, "\n")) {
		t.Errorf("no word of the other keys: %q", texts)
	}
}

// One roll has onsets, one has none, one has a prompt: the legend explains what is seen in any of them.
func TestStackExplainsEveryRoll(t *testing.T) {
	frames, articulated, prompted := piece(16), piece(16), piece(16)
	frames.Articulated, prompted.Prompt = false, 4
	rolls := []Roll{frames, articulated, prompted}
	for shown, want := range map[int][]string{1: {"sounding"}, 2: {"onset", "held", "sounding"}, 3: {"onset", "held", "sounding", "prompt"}} {
		_, texts := svgText(t, stackOf(rolls[:shown]...), Style{})
		for _, name := range []string{"onset", "held", "sounding", "prompt"} {
			if slices.Contains(texts, name) != slices.Contains(want, name) {
				t.Errorf("%d rolls: %q in %q", shown, name, texts)
			}
		}
	}
}

func TestStackOfWrongRolls(t *testing.T) {
	broken := piece(16)
	broken.Keys = 89
	if err := stackOf(piece(16), broken).Write(&bytes.Buffer{}, PNG, Style{}); err == nil || !strings.HasPrefix(err.Error(), "epoch 200: ") {
		t.Errorf("error %v", err)
	}
	defer func() {
		if recover() == nil {
			t.Error("no panic for a roll without a caption")
		}
	}()
	_ = Stack{Rolls: []Roll{piece(16)}}.Write(&bytes.Buffer{}, PNG, Style{})
}
