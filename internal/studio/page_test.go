package studio

import (
	"io/fs"
	"math"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// TestPageIsSmall adds up what a browser loads.
func TestPageIsSmall(t *testing.T) {
	size := int64(0)
	err := fs.WalkDir(page, ".", func(_ string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		info, err := entry.Info()
		if err == nil {
			size += info.Size()
		}
		return err
	})
	if err != nil || size > 300_000 {
		t.Errorf("%v, the page has %d bytes", err, size)
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

// TestContrast computes the contrasts of the style sheet's colours: 4.5 for text and 3 for what is drawn, as level
// AA of WCAG 2.2 asks.
func TestContrast(t *testing.T) {
	sheet, err := page.ReadFile("page/style.css")
	if err != nil {
		t.Fatal(err)
	}
	light, dark, found := strings.Cut(string(sheet), "@media (prefers-color-scheme: dark)")
	if !found {
		t.Fatal("there is no dark scheme")
	}
	dark = dark[:strings.Index(dark, "}")]
	pairs := []struct {
		least               float64
		foreground, against string
	}{
		{4.5, "text soft accent bad", "back paper"}, {4.5, "on-accent", "accent"}, {4.5, "c1 c2 c3 c4 c5 c6", "paper"},
		{3, "note given locked cursor selection", "paper black-keys"}, {3, "soft", "paper"}, {3, "heat", "paper"},
	}
	for scheme, rules := range map[string]string{"light": light, "dark": dark} {
		colours := map[string]string{}
		for _, m := range regexp.MustCompile(`--([a-z0-9-]+): (#[0-9a-f]{6})`).FindAllStringSubmatch(rules, -1) {
			colours[m[1]] = m[2]
		}
		for _, p := range pairs {
			for _, a := range strings.Fields(p.foreground) {
				for _, b := range strings.Fields(p.against) {
					x, y := luminance(t, colours[a]), luminance(t, colours[b])
					if ratio := (max(x, y) + 0.05) / (min(x, y) + 0.05); ratio < p.least {
						t.Errorf("%s: %s on %s has a contrast of %.2f, less than %v", scheme, a, b, ratio, p.least)
					}
				}
			}
		}
	}
}

// BenchmarkStep composes on with the models that come with the program.
func BenchmarkStep(b *testing.B) {
	for _, name := range []string{"tunes", "chorales"} {
		b.Run(name, func(b *testing.B) {
			asked := settings{Steps: b.N, Temperature: 1, Tempo: 100, Primer: primerChoice{Kind: "silence"}}
			c, err := asked.open("../../models/" + name)
			if err != nil {
				b.Fatal(err)
			}
			b.ResetTimer()
			steps := 0
			for range c.Stream(c.primer, c.random, silent) {
				steps++
			}
			b.ReportMetric(float64(b.Elapsed())/float64(steps), "ns/step") // passages that are composed again have steps, too
		})
	}
}
