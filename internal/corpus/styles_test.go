package corpus

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"workbench/features"
	"workbench/internal/config"
)

// table writes a table of styles and returns a config that names it.
func table(t *testing.T, rows string) *config.Config {
	t.Helper()
	path := filepath.Join(t.TempDir(), "styles.csv")
	if err := os.WriteFile(path, []byte(rows), 0o666); err != nil {
		t.Fatal(err)
	}
	c := config.Default()
	c.Data.Styles = path
	return &c
}

// styledPieces are pieces in folders.
func styledPieces() *features.Corpus {
	music := new(features.Corpus)
	for _, name := range []string{"folk/jigs/1.abc", "folk/2.abc", "bach/3.mid", "4.mid"} {
		music.Pieces = append(music.Pieces, &features.Piece{Name: name})
	}
	return music
}

func styles(music *features.Corpus) string {
	var names []string
	for _, p := range music.Pieces {
		name := "-"
		for style := range p.Style {
			name = style
		}
		names = append(names, name)
	}
	return strings.Join(names, " ")
}

func TestStyles(t *testing.T) {
	byFolder := config.Default()
	byFolder.Data.Styles = config.StyleByFolder
	for want, c := range map[string]*config.Config{
		"folk folk bach -":      &byFolder,
		"jig dance baroque own": table(t, "# by hand\nfolk, dance\nfolk/jigs/,jig\nbach/3.mid,baroque\n4.mid, own\n"),
		"- - baroque -":         table(t, "bach,baroque\n"),
	} {
		music, screen := styledPieces(), new(bytes.Buffer)
		before := music.Fingerprint()
		if err := setStyles(c, music, screen); err != nil || screen.Len() > 0 {
			t.Fatalf("%v, %s", err, screen)
		}
		if got := styles(music); got != want {
			t.Errorf("styles %s, want %s", got, want)
		}
		if music.Fingerprint() == before {
			t.Error("the fingerprint does not depend on the styles")
		}
	}
	screen := new(bytes.Buffer)
	if err := setStyles(table(t, "bach,baroque\nmozart,classical\n"), styledPieces(), screen); err != nil || !strings.Contains(screen.String(), "1 of the 2 rows") {
		t.Errorf("%v, %s", err, screen)
	}
}

func TestDamagedTablesOfStyles(t *testing.T) {
	for rows, want := range map[string]string{
		"":                              "no rows",
		"bach\n":                        "line 1",
		"bach,baroque\nmozart,\n":       "styles.csv:2",
		"bach,baroque\nbach,romantic\n": `styles.csv:2: bach has the style "baroque" already`,
		"bach,baroque,1700\n":           "line 1",
	} {
		if err := setStyles(table(t, rows), styledPieces(), new(bytes.Buffer)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %q", rows, err, want)
		}
	}
	c := config.Default()
	c.Data.Styles = filepath.Join(t.TempDir(), "none.csv")
	if err := setStyles(&c, styledPieces(), new(bytes.Buffer)); err == nil || !strings.Contains(err.Error(), "data.styles") {
		t.Errorf("a missing table: %v", err)
	}
}
