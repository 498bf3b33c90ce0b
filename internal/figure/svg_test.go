package figure

import (
	"encoding/xml"
	"io"
	"math"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// elements parses a picture, which must be well-formed, and returns the start tags of one name.
func elements(t *testing.T, picture, name string) []xml.StartElement {
	t.Helper()
	var found []xml.StartElement
	for d := xml.NewDecoder(strings.NewReader(picture)); ; {
		token, err := d.Token()
		if err == io.EOF {
			return found
		}
		if err != nil {
			t.Fatalf("%v in %s", err, picture)
		}
		if start, ok := token.(xml.StartElement); ok && start.Name.Local == name {
			found = append(found, start)
		}
	}
}

func attribute(e xml.StartElement, name string) string {
	for _, a := range e.Attr {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

// paths are the commands of the paths of a class.
func paths(t *testing.T, picture, class string) []string {
	t.Helper()
	var found []string
	for _, e := range elements(t, picture, "path") {
		if attribute(e, "class") == class {
			found = append(found, attribute(e, "d"))
		}
	}
	return found
}

func falling(name string, n int) Curve {
	c := Curve{Name: name}
	for i := range n {
		c.X, c.Y = append(c.X, float64(i)), append(c.Y, 100/(1+float64(i)))
	}
	return c
}

func TestLossSVGShowsItsCurves(t *testing.T) {
	picture := LossSVG(falling("training", 100), falling("validation", 5), 10, "loss <of> a run")
	if n := len(paths(t, picture, "pale")); n != 1 {
		t.Errorf("%d raw training curves, not 1", n)
	}
	if n := len(elements(t, picture, "circle")); n != 5 {
		t.Errorf("%d dots for 5 validations", n)
	}
	for _, want := range []string{"training and its running median", "validation", "baseline", ">epoch<", "loss &lt;of&gt; a run"} {
		if !strings.Contains(picture, want) {
			t.Errorf("no %q in the picture", want)
		}
	}
	// The axis is logarithmic: 100, 50, 33.3, 25, 20 lie log(2), log(1.5) … apart.
	places := regexp.MustCompile(`[ML][\d.]+ ([\d.]+)`).FindAllStringSubmatch(paths(t, picture, "strong")[1], -1)
	y := make([]float64, len(places))
	for i, place := range places {
		y[i], _ = strconv.ParseFloat(place[1], 64)
	}
	if ratio := (y[2] - y[1]) / (y[1] - y[0]); len(y) != 5 || math.Abs(ratio-math.Log(1.5)/math.Log(2)) > 0.01 {
		t.Errorf("validation at heights %v: the second step is %.3f of the first", y, ratio)
	}
}

func TestCurvesSVGTellsTenRunsApart(t *testing.T) {
	var curves []Curve
	for i := range 10 {
		curves = append(curves, falling("run "+strconv.Itoa(i), 30))
	}
	picture := CurvesSVG(curves, false, math.NaN(), "ten")
	looks := map[string]bool{}
	for _, group := range regexp.MustCompile(`<g class="(colour\d)"><path class="(strong[^"]*)" d="M[\d.]+ [\d.]+L`).FindAllStringSubmatch(picture, -1) {
		looks[group[1]+group[2]] = true
	}
	if len(looks) != 10 {
		t.Errorf("%d different looks for 10 runs: %v", len(looks), looks)
	}
	bottom, _ := strconv.ParseFloat(attribute(elements(t, picture, "svg")[0], "height"), 64)
	for _, e := range elements(t, picture, "text") {
		if y, _ := strconv.ParseFloat(attribute(e, "y"), 64); y < 0 || y > bottom {
			t.Errorf("a text at height %v of %v", y, bottom)
		}
	}
}

func TestSVGWithoutValues(t *testing.T) {
	for name, picture := range map[string]string{
		"nothing":   LossSVG(Curve{}, Curve{}, math.NaN(), "x"),
		"baseline":  LossSVG(Curve{}, Curve{}, 10, "x"),
		"no number": LossSVG(Curve{X: []float64{1}, Y: []float64{math.NaN()}}, Curve{}, 10, "x"),
	} {
		elements(t, picture, "svg")
		if !strings.Contains(picture, "no values yet") {
			t.Errorf("%s: does not say so", name)
		}
	}
}

// scale is a roll of so many steps in which key 39 (C4) is struck every four steps and held for three.
func scale(steps int) Roll {
	r := Roll{Steps: steps, Keys: 88, Articulated: true, StepsPerQuarter: 4, QuartersPerMinute: 120, Cell: func(step, key int) (bool, bool) {
		return key == 39 && step%4 < 3, key == 39 && step%4 == 0
	}}
	for m := 0; m < steps; m += 16 {
		r.Measures = append(r.Measures, m)
	}
	return r
}

func TestRollSVGShowsNotes(t *testing.T) {
	picture, err := RollSVG(scale(32), "a & b")
	if err != nil {
		t.Fatal(err)
	}
	for class, want := range map[string]int{"struck": 8, "held": 8} {
		if n := strings.Count(paths(t, picture, class)[0], "M"); n != want {
			t.Errorf("%d bars %s, not %d", n, class, want)
		}
	}
	for _, want := range []string{">C4<", ">measure 1<", ">2<", ">0.0 s<", ">4.0 s<", "a &amp; b"} {
		if !strings.Contains(picture, want) {
			t.Errorf("no %q in the picture", want)
		}
	}
}

func TestRollSVGOfOddRolls(t *testing.T) {
	silent := scale(16)
	silent.Cell = func(int, int) (bool, bool) { return false, false }
	frames := scale(16)
	frames.Articulated = false
	for _, c := range []struct {
		name string
		roll Roll
		says string
	}{
		{"silent", silent, ">silent<"},
		{"no steps", Roll{Keys: 88, Cell: silent.Cell}, ">silent<"},
		{"without strikes", frames, `class="held"`},
		{"wrapped", scale(1000), ">2:00<"},
		{"too long", scale(5000), "of 5000 steps."},
	} {
		picture, err := RollSVG(c.roll, c.name)
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		elements(t, picture, "svg")
		if !strings.Contains(picture, c.says) {
			t.Errorf("%s: no %q", c.name, c.says)
		}
	}
	if _, err := RollSVG(Roll{Keys: 89}, ""); err == nil {
		t.Error("a roll of 89 keys was drawn")
	}
}

func TestSVGFileHasItsStyle(t *testing.T) {
	file := string(SVGFile(LossSVG(falling("training", 3), Curve{}, 10, "a > b")))
	if styles := elements(t, file, "style"); len(styles) != 1 {
		t.Errorf("%d style sheets in the file", len(styles))
	}
	if !strings.HasPrefix(file, `<svg xmlns="http://www.w3.org/2000/svg"`) || !strings.Contains(file, "<title>") {
		t.Errorf("not an SVG file: %.200s", file)
	}
}
