package figure

import (
	"bytes"
	"fmt"
	"math"
	"regexp"
	"slices"
	"strings"
	"testing"
)

func curvesOf(t *testing.T, n int, noisy bool) []byte {
	t.Helper()
	var curves []Curve
	for i := range n {
		c, _ := noisyLoss(100 + i)
		c.Name = fmt.Sprintf("run %d", i)
		curves = append(curves, c)
	}
	var file bytes.Buffer
	if err := WriteCurves(&file, curves, noisy, 11, "Losses"); err != nil {
		t.Fatal(err)
	}
	return file.Bytes()
}

// The legend is below the plot and takes nothing from it: 28 pixels for each of its rows of four, the baseline included.
func TestHeightOfCurves(t *testing.T) {
	for n, want := range map[int]int{0: 750, 1: 778, 10: 834, 20: 918} {
		width, height := size(t, curvesOf(t, n, true))
		if width != 1200 || height != want {
			t.Errorf("%d runs: %d × %d, want 1200 × %d", n, width, height, want)
		}
	}
}

func TestSameCurvesSameBytes(t *testing.T) {
	if !bytes.Equal(curvesOf(t, 3, false), curvesOf(t, 3, false)) {
		t.Error("two pictures of the same runs differ")
	}
	if bytes.Equal(curvesOf(t, 3, false), curvesOf(t, 3, true)) {
		t.Error("noisy curves have no median")
	}
}

// A run without values keeps its number and colour, so that a run looks the same in each picture.
func TestCurveWithoutValuesKeepsItsPlace(t *testing.T) {
	none := Curve{Name: "none", X: []float64{1}, Y: []float64{math.NaN()}}
	picture := CurvesSVG([]Curve{none, falling("some", 5)}, false, math.NaN(), "x")
	if !strings.Contains(picture, ">2: some<") || !strings.Contains(picture, `class="colour1"`) || strings.Contains(picture, `class="colour0"`) {
		t.Error("the second run does not have the second number and colour")
	}
	var file bytes.Buffer
	if err := WriteCurves(&file, []Curve{none}, false, 11, ""); err != nil {
		t.Fatal(err)
	}
	if width, height := size(t, file.Bytes()); width != 1200 || height != 750 {
		t.Errorf("no values: %d × %d", width, height)
	}
}

func TestTwentyCurvesLookDifferent(t *testing.T) {
	looks := map[string]bool{}
	for i := range 20 {
		looks[fmt.Sprint(curveColours[i%svgColours], curveDashes[curveDash(i)])] = true
	}
	if len(looks) != 20 {
		t.Errorf("%d different looks", len(looks))
	}
}

// Beside the end of a curve that stops early stands its number, since its last value is far away.
func TestEarlyEndHasItsNumber(t *testing.T) {
	picture := CurvesSVG([]Curve{falling("long", 100), falling("short", 50)}, false, math.NaN(), "x")
	var numbers []string
	for _, match := range regexp.MustCompile(`class="value halo"[^>]*>(\d+)<`).FindAllStringSubmatch(picture, -1) {
		numbers = append(numbers, match[1])
	}
	if !slices.Equal(numbers, []string{"2"}) {
		t.Errorf("curves %q have their numbers beside their ends, not the second alone", numbers)
	}
}

func TestNoisyCurvesAreBehindTheirMedians(t *testing.T) {
	picture := CurvesSVG([]Curve{falling("a", 30), falling("b", 30)}, true, math.NaN(), "x")
	if pale := len(paths(t, picture, "pale")); pale != 2 {
		t.Errorf("%d raw curves of 2", pale)
	}
	if strings.LastIndex(picture, `"pale"`) > strings.Index(picture, `"strong"`) {
		t.Error("a raw curve hides a median")
	}
}

func TestRollsSVG(t *testing.T) {
	long := scale(400)
	silent := scale(32)
	silent.Cell = func(int, int) (bool, bool) { return false, false }
	silent.Prompt = 1
	picture, err := RollsSVG([]Roll{silent, long}, []string{"a & b", "long"}, "two")
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{">a &amp; b: silent<", ">long (the first 320 of 400 steps)<", ">struck<", ">held<", ">given<"} {
		if !strings.Contains(picture, want) {
			t.Errorf("no %q in the picture", want)
		}
	}
	// Both are on one scale: the frames of 32 and of 320 steps are a tenth and the whole of the width.
	frames := paths(t, picture, "frame")
	if len(frames) != 2 || !strings.Contains(frames[0], "h72v") || !strings.Contains(frames[1], "h720v") {
		t.Errorf("frames %q", frames)
	}
	if empty, err := RollsSVG(nil, nil, ""); err != nil || !strings.Contains(empty, "no samples yet") {
		t.Errorf("no rolls: %v", err)
	}
	if _, err := RollsSVG([]Roll{{Keys: 89}}, []string{"broken"}, ""); err == nil || !strings.HasPrefix(err.Error(), "broken: ") {
		t.Errorf("a roll of 89 keys: error %v", err)
	}
}

// The later half of the samples decides which keys are shown; a caption says what lies beyond.
func TestLearningSVGShowsTheKeysOfTheLaterHalf(t *testing.T) {
	noise := scale(32)
	noise.Cell = func(step, key int) (bool, bool) { return true, step == 0 }
	rolls, captions := []Roll{noise, scale(32)}, []string{"epoch 0", "epoch 9"}
	learning, err := LearningSVG(rolls, captions, "")
	if err != nil {
		t.Fatal(err)
	}
	all, err := RollsSVG(rolls, captions, "")
	if err != nil {
		t.Fatal(err)
	}
	const beyond = ">epoch 0: keys sound from A0 to C8, also beyond those shown<"
	if !strings.Contains(learning, beyond) || strings.Contains(all, beyond) {
		t.Error("the first sample decides on the keys of LearningSVG, or not on those of RollsSVG")
	}
}
