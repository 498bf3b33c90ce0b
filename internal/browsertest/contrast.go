package browsertest

import (
	"math"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// Contrast asks for a contrast of some colours of a style sheet to others, in both of its schemes, light and dark
// (WCAG 2.2, 1.4.3). Both name custom properties without their dashes, separated by spaces.
func Contrast(t *testing.T, sheet []byte, least float64, foregrounds, backs string) {
	t.Helper()
	schemes := regexp.MustCompile(`:root \{[^}]*\}`).FindAllString(string(sheet), -1)
	if len(schemes) != 2 {
		t.Fatalf("%d colour schemes, want light and dark", len(schemes))
	}
	for i, scheme := range schemes {
		colours := map[string]string{}
		for _, m := range regexp.MustCompile(`--([a-z0-9-]+): (#[0-9a-f]{6})`).FindAllStringSubmatch(scheme, -1) {
			colours[m[1]] = m[2]
		}
		for _, a := range strings.Fields(foregrounds) {
			for _, b := range strings.Fields(backs) {
				x, y := luminance(t, colours[a]), luminance(t, colours[b])
				if ratio := (max(x, y) + 0.05) / (min(x, y) + 0.05); ratio < least {
					t.Errorf("%s: %s on %s has a contrast of %.2f, less than %v", [2]string{"light", "dark"}[i], a, b, ratio, least)
				}
			}
		}
	}
}

// luminance is the relative luminance of a colour such as #0b5cad (WCAG 2.2).
func luminance(t *testing.T, colour string) float64 {
	t.Helper()
	if len(colour) != 7 {
		t.Fatalf("colour %q", colour)
	}
	sum := 0.0
	for i, weight := range []float64{0.2126, 0.7152, 0.0722} {
		v, err := strconv.ParseUint(colour[1+2*i:3+2*i], 16, 8)
		if err != nil {
			t.Fatal(err)
		}
		c := float64(v) / 255
		if c <= 0.04045 {
			c /= 12.92
		} else {
			c = math.Pow((c+0.055)/1.055, 2.4)
		}
		sum += weight * c
	}
	return sum
}
