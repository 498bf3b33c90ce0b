package compare

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"workbench/internal/atomicfile"
	"workbench/internal/console"
)

// compareFormat is a way to write a comparison, and the file that -out writes it to.
type Format struct {
	Name, file string
	Render     func(*Table) ([]byte, error)
}

var Formats = []Format{
	{"text", "compare.txt", renderText},
	{"md", "compare.md", renderMarkdown},
	{"csv", "compare.csv", renderCSV},
	{"json", "compare.json", renderJSON},
}

// refuseExisting returns an error if one of the files that -out dir would write exists.
func RefuseExisting(dir string) error {
	if dir == "" {
		return nil
	}
	names := slices.Clone(pictures)
	for _, f := range Formats {
		names = append(names, f.file)
	}
	for _, name := range names {
		path := filepath.Join(dir, name)
		if _, err := os.Lstat(path); err == nil {
			return fmt.Errorf("-out: %s exists; name another folder, or move the file away", path)
		} else if !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("-out: %w", err)
		}
	}
	return nil
}

// write writes the comparison to dir in every format, and its pictures.
func (t *Table) Write(dir string, out *console.Streams) error {
	files, err := drawComparison(t.Comparison, out)
	if err != nil {
		return err
	}
	for _, f := range Formats {
		if files[f.file], err = f.Render(t); err != nil {
			return err
		}
	}
	if err := os.MkdirAll(dir, 0o777); err != nil {
		return fmt.Errorf("-out: %w", err)
	}
	names := slices.Sorted(maps.Keys(files))
	for _, name := range names {
		if err := atomicfile.Write(filepath.Join(dir, name), files[name]); err != nil {
			return err
		}
	}
	fmt.Fprintf(out.Progress, "wrote to %s: %s\n", dir, strings.Join(names, ", "))
	return nil
}
