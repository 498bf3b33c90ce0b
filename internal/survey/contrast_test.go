package survey

import (
	"math"
	"regexp"
	"strconv"
	"testing"
)

// luminance is the relative luminance of a colour (WCAG 2.2).
func luminance(t *testing.T, hex string) float64 {
	t.Helper()
	sum := 0.0
	for i, weight := range []float64{0.2126, 0.7152, 0.0722} {
		v, err := strconv.ParseUint(hex[2*i:2*i+2], 16, 8)
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

// Text has a contrast of 4.5 or more, and edges of what can be operated 3 or more, in light and dark (WCAG
// 2.2, level AA, 1.4.3 and 1.4.11).
func TestContrast(t *testing.T) {
	blocks := regexp.MustCompile(`:root \{[^}]*\}`).FindAllString(string(asset("style.css")), -1)
	if len(blocks) != 2 {
		t.Fatalf("%d colour schemes, want light and dark", len(blocks))
	}
	for _, block := range blocks {
		colour := map[string]float64{}
		for _, m := range regexp.MustCompile(`--([a-z-]+): #([0-9a-f]{6})`).FindAllStringSubmatch(block, -1) {
			colour[m[1]] = luminance(t, m[2])
		}
		for _, c := range []struct {
			front, back string
			least       float64
		}{{"text", "paper", 4.5}, {"text", "back", 4.5}, {"soft", "paper", 4.5}, {"soft", "back", 4.5}, {"accent", "paper", 4.5}, {"on-accent", "accent", 4.5},
			{"bad", "paper", 4.5}, {"edge", "paper", 3}, {"edge", "back", 3}, {"accent", "back", 3}} {
			a, b := colour[c.front], colour[c.back]
			if ratio := (max(a, b) + 0.05) / (min(a, b) + 0.05); ratio < c.least {
				t.Errorf("%s on %s: contrast %.2f, want %v", c.front, c.back, ratio, c.least)
			}
		}
	}
}
