// Package rolls draws files of music as piano rolls, and converts them.
package rolls

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"workbench/features"
	"workbench/internal/artifacts"
	"workbench/internal/atomicfile"
	"workbench/internal/console"
	"workbench/internal/exit"
	"workbench/internal/figure"
)

// MaxInOne is the number of rolls that one picture can hold.
const MaxInOne = figure.MostRolls

// Request says which files are drawn or converted, and how.
type Request struct {
	Files           []string // MIDI, ABC or MusicXML, and folders until OpenFolders
	Out             string   // the file to write; "" = a picture beside each file
	Title, Measures string   // above the picture; bars such as "5-12"; "" = that of the music, and all
	StepsPerQuarter int
	Velocity        bool // shade notes by their velocities
	AllKeys         bool // not only the octaves that are used
	Style           figure.Style

	inFolder map[string]bool // files that come from a folder; those that cannot be read are left out
}

// OpenFolders replaces each folder by the files of music in it and below.
func (r *Request) OpenFolders() error {
	var files []string
	r.inFolder = map[string]bool{}
	for _, path := range r.Files {
		if info, err := os.Stat(path); err != nil || !info.IsDir() {
			files = append(files, path)
			continue
		}
		found, err := features.MusicFiles(path)
		if err != nil {
			return fmt.Errorf("roll: %w", err)
		}
		for _, file := range found {
			r.inFolder[file] = true
		}
		files = append(files, found...)
	}
	r.Files = files
	return nil
}

// readable reads the files. Those of folders that cannot be read are left out with a warning.
func (r *Request) readable(out *console.Streams) (pieces []*features.Piece, err error) {
	var files []string
	for _, file := range r.Files {
		p, err := r.read(file, out)
		switch {
		case err != nil && !r.inFolder[file]:
			return nil, err
		case err != nil:
			out.Warn("", "left out: "+strings.TrimPrefix(err.Error(), "roll: "))
			continue
		}
		pieces, files = append(pieces, p), append(files, file)
	}
	if len(pieces) == 0 {
		return nil, fmt.Errorf("roll: none of the %s can be read", console.Count(len(r.Files), "file"))
	}
	r.Files = files
	return pieces, nil
}

// read reads a file, and prints its warnings.
func (r *Request) read(file string, out *console.Streams) (*features.Piece, error) {
	p, err := features.File(file, features.ReadOptions{StepsPerQuarter: r.StepsPerQuarter, Velocity: r.Velocity})
	if err != nil {
		return nil, fmt.Errorf("roll: %w", err)
	}
	out.Warn(file, p.Warnings...)
	return p, nil
}

// Convert writes the music of the only file in another format.
func (r *Request) Convert(format string, out *console.Streams) error {
	if err := checkFree(r.Out); err != nil {
		return err
	}
	p, err := r.read(r.Files[0], out)
	if err != nil {
		return err
	}
	data, err := artifacts.Encode(format, p.Written(80))
	if err != nil {
		return fmt.Errorf("roll: %s: %w", r.Out, err)
	}
	if err := atomicfile.Create(r.Out, data); err != nil {
		return fmt.Errorf("roll: %w", err)
	}
	fmt.Fprintln(out.Results, console.Printable(r.Out))
	return nil
}

// Draw draws the files: into one picture, or each into a picture beside it.
func (r *Request) Draw(out *console.Streams) error {
	var rolls []figure.Roll
	if r.Out != "" { // before the music is read and drawn
		if err := checkFree(r.Out); err != nil {
			return err
		}
	}
	pieces, err := r.readable(out)
	if err != nil {
		return err
	}
	names := console.ShortNames(r.Files)
	for i, p := range pieces {
		roll := artifacts.RollOf(p, p.Tempo, 0)
		roll.AllKeys = r.AllKeys
		switch {
		case r.Title != "":
			roll.Title = r.Title
		case roll.Title == "":
			roll.Title = names[i]
		}
		if r.Measures != "" {
			if roll, err = roll.Excerpt(r.Measures); err != nil {
				return exit.Usagef("roll: -%w", err)
			}
		}
		rolls = append(rolls, roll)
	}
	pictures, targets := []figure.Figure{}, []string{r.Out}
	if r.Out != "" && len(rolls) > 1 {
		pictures = append(pictures, figure.Stack{Title: r.Title, Rolls: rolls, Captions: names})
	} else {
		for _, roll := range rolls {
			pictures = append(pictures, roll)
		}
	}
	if r.Out == "" {
		var err error
		if targets, err = picturesBeside(r.Files); err != nil {
			return err
		}
	}
	for i, target := range targets {
		if err := artifacts.CreateFigure(target, pictures[i], r.Style); err != nil {
			return fmt.Errorf("roll: %w", err)
		}
		fmt.Fprintln(out.Results, console.Printable(target))
	}
	return nil
}

// picturesBeside names a picture for each file, none of which exists yet.
func picturesBeside(files []string) (targets []string, err error) {
	for _, file := range files {
		target := strings.TrimSuffix(file, filepath.Ext(file)) + ".png"
		if err := checkFree(target); err != nil {
			return nil, err
		}
		if slices.Contains(targets, target) {
			return nil, exit.Usagef("roll: two of the files would be drawn as %s; draw them one at a time, with -out", target)
		}
		targets = append(targets, target)
	}
	return targets, nil
}

// checkFree returns an error if there is something at path.
func checkFree(path string) error {
	if err := atomicfile.CheckFree(path); err != nil {
		return fmt.Errorf("roll: %w; name another file with -out, or move it away", err)
	}
	return nil
}
