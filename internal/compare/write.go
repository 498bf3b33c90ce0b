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
	"syscall"

	"workbench/internal/atomicfile"
	"workbench/internal/console"
)

// RefuseExisting returns an error if one of the files that [Table.Write] would write to dir exists.
func RefuseExisting(dir string) error {
	if dir == "" {
		return nil
	}
	var names []string
	for _, picture := range pictures {
		for _, format := range formats {
			names = append(names, picture+"."+string(format))
		}
	}
	for _, f := range Formats {
		names = append(names, f.file)
	}
	for _, name := range names {
		path := filepath.Join(dir, name)
		if _, err := os.Lstat(path); err == nil {
			return fmt.Errorf("-out: %s exists; name another folder, or move the file away", path)
		} else if errors.Is(err, syscall.ENOTDIR) {
			return fmt.Errorf("-out: %s is a file; name a folder", dir)
		} else if !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("-out: %w", err)
		}
	}
	return nil
}

// FileWidth is how many characters the text takes at most where no terminal says how many fit.
const FileWidth = 120

// Write writes the comparison to dir in every format, and its pictures. The text does not depend on the
// terminal's width.
func (t *Table) Write(dir string, f Figures, out *console.Streams) error {
	files, err := draw(t.Comparison, f, out)
	if err != nil {
		return err
	}
	whole := *t
	if t.width > 0 {
		whole.width = FileWidth
	}
	for _, f := range Formats {
		if files[f.file], err = f.Render(&whole); err != nil {
			return err
		}
	}
	if err := atomicfile.CreateFiles(dir, files); err != nil {
		return fmt.Errorf("-out: %w", err)
	}
	fmt.Fprintf(out.Progress, "wrote to %s: %s\n", console.Printable(dir), strings.Join(slices.Sorted(maps.Keys(files)), ", "))
	return nil
}
