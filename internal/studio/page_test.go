package studio

import (
	"io/fs"
	"testing"

	"workbench/internal/browsertest"
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

// TestContrast asks for 4.5 for text and 3 for what is drawn, as level AA of WCAG 2.2 does.
func TestContrast(t *testing.T) {
	sheet, err := page.ReadFile("page/style.css")
	if err != nil {
		t.Fatal(err)
	}
	browsertest.Contrast(t, sheet, 4.5, "text soft accent bad", "back paper")
	browsertest.Contrast(t, sheet, 4.5, "on-accent", "accent")
	browsertest.Contrast(t, sheet, 4.5, "c1 c2 c3 c4 c5 c6", "paper")
	browsertest.Contrast(t, sheet, 3, "note given locked cursor selection", "paper black-keys")
	browsertest.Contrast(t, sheet, 3, "soft heat", "paper")
}
