package corpus

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"workbench/features"
	"workbench/internal/config"
	"workbench/internal/console"
)

// setStyles gives the pieces the styles that data.styles says: the first folder of each, or those of a table.
func setStyles(c *config.Config, music *features.Corpus, screen io.Writer) error {
	switch c.Data.Styles {
	case "":
		return nil
	case config.StyleByFolder:
		music.SetStyles(features.FolderOf)
		return nil
	}
	path := c.Locate(c.Data.Styles)
	styles, err := readStyles(path)
	if err != nil {
		return fmt.Errorf("data.styles: %w", err)
	}
	used := map[string]bool{}
	music.SetStyles(func(piece string) string {
		// From the piece itself to its outermost folder: the nearest row counts.
		for name := piece; ; name = name[:strings.LastIndex(name, "/")] {
			if style, ok := styles[name]; ok {
				used[name] = true
				return style
			}
			if !strings.Contains(name, "/") {
				return ""
			}
		}
	})
	if len(used) < len(styles) {
		fmt.Fprintf(screen, "note: %d of the %d rows of %s name no piece and no folder of this music\n",
			len(styles)-len(used), len(styles), console.Printable(path))
	}
	return nil
}

// readStyles reads a table of styles: CSV without a header, in each row a piece, or a folder of pieces, and its
// style. Rows that begin with # are comments.
func readStyles(path string) (map[string]string, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	r := csv.NewReader(file)
	r.Comment, r.FieldsPerRecord, r.TrimLeadingSpace = '#', 2, true
	styles := map[string]string{}
	for {
		row, err := r.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, fmt.Errorf("%s: %w; a row has a piece or a folder, a comma, and its style", path, err)
		}
		name, style := strings.Trim(strings.TrimSpace(row[0]), "/"), strings.TrimSpace(row[1])
		line, _ := r.FieldPos(0)
		if name == "" || style == "" {
			return nil, fmt.Errorf("%s:%d: a row has a piece or a folder, a comma, and its style", path, line)
		}
		if other, ok := styles[name]; ok && other != style {
			return nil, fmt.Errorf("%s:%d: %s has the style %q already", path, line, name, other)
		}
		styles[name] = style
	}
	if len(styles) == 0 {
		return nil, fmt.Errorf("%s has no rows", path)
	}
	return styles, nil
}
