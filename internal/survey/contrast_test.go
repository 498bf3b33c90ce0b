package survey

import (
	"testing"

	"workbench/internal/browsertest"
)

// Text has a contrast of 4.5 or more, and edges of what can be operated 3 or more, in light and dark (WCAG
// 2.2, level AA, 1.4.3 and 1.4.11).
func TestContrast(t *testing.T) {
	sheet := asset("style.css")
	browsertest.Contrast(t, sheet, 4.5, "text soft", "paper back")
	browsertest.Contrast(t, sheet, 4.5, "accent bad", "paper")
	browsertest.Contrast(t, sheet, 4.5, "on-accent", "accent")
	browsertest.Contrast(t, sheet, 3, "edge", "paper back")
	browsertest.Contrast(t, sheet, 3, "accent", "back")
}
