package lettering

import (
	"testing"

	"gonum.org/v1/plot/font"
)

// Common characters are outlines, not the boxes of the bitmap font.
func TestEastAsianCharactersAreOutlines(t *testing.T) {
	h := Handler{func(font.Font, rune, bool) bool { return true }}
	for _, text := range []string{"月光奏鳴曲第十四號", "春の海・さくらさくら、荒城の月", "월광 소나타 똠방각하", "梁祝 茉莉花", "Ａｌｌｅｇｒｏ「」"} {
		for _, s := range h.segments(h.face(Bold(9)), text) {
			if s.face.Face == nil {
				t.Errorf("%s: %q is of the bitmap font", text, s.text)
			}
		}
	}
	rare := h.segments(h.face(Bold(9)), "\U00020000") // beyond the basic plane
	if len(rare) != 1 || rare[0].face.Face != nil {
		t.Error("a rare character is an outline")
	}
}
