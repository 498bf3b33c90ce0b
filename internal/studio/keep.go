package studio

import (
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"
	"unicode"

	"workbench/internal/artifacts"
	"workbench/internal/atomicfile"
	"workbench/internal/compose"
)

// keeping asks for a piece to be kept in a folder of its own.
type keeping struct {
	Piece  Piece `json:"piece"`
	Made   made  `json:"made"`
	Edited bool  `json:"edited"` // by hand, since it was composed
}

// made says how a piece was composed: one of the two, or neither for a piece that was opened or written by hand.
type made struct {
	Compose   *settings `json:"compose,omitempty"`
	Recompose *revision `json:"recompose,omitempty"`
}

// Kept is a piece with what composed it, as the file kept.json has it.
type Kept struct {
	Piece   *Piece `json:"piece"`
	Made    made   `json:"made"` // without the files, which lie beside it, and without the name of the run, which the command has
	Edited  bool   `json:"edited"`
	Command string `json:"command"` // composes the piece as it was before it was edited; empty if none does
}

const keptFile = "kept.json"

// serveKeep writes a piece and what is needed to compose it again.
func (s *Studio) serveKeep(reply http.ResponseWriter, request *http.Request) {
	answered(func(*http.Request) (any, error) {
		var asked keeping
		if err := readJSON(reply, request, &asked); err != nil {
			return nil, err
		}
		if err := asked.Made.check(); err != nil {
			return nil, err
		}
		name, kept, err := s.keep(&asked)
		if err != nil {
			return nil, err
		}
		return struct {
			Name    string `json:"name"`
			Dir     string `json:"dir"`
			Command string `json:"command"`
		}{name, filepath.Join(s.keepDir, name), kept.Command}, nil
	})(reply, request)
}

func (m *made) check() error {
	switch {
	case m.Compose != nil && m.Recompose != nil:
		return refusef(http.StatusBadRequest, "a piece is made by composing or by recomposing, not both")
	case m.Compose != nil:
		return m.Compose.check()
	case m.Recompose != nil:
		return m.Recompose.check()
	}
	return nil
}

// keep makes the folder, and returns its name.
func (s *Studio) keep(asked *keeping) (name string, kept *Kept, err error) {
	piece, err := asked.Piece.features()
	if err != nil {
		return "", nil, err
	}
	if piece.Roll.Notes() == 0 {
		return "", nil, refusef(http.StatusBadRequest, "the piece has no notes")
	}
	midi, err := artifacts.Encode("mid", asked.Piece.score(piece))
	if err != nil {
		return "", nil, err
	}
	name = s.keptName(asked.Piece.Title)
	dir := filepath.Join(s.keepDir, name)
	files, command, err := s.source(&asked.Made, dir)
	if err != nil {
		return "", nil, err
	}
	kept = &Kept{Piece: &asked.Piece, Made: asked.Made.bare(), Edited: asked.Edited, Command: command}
	if files[keptFile], err = json.MarshalIndent(kept, "", "\t"); err != nil {
		return "", nil, err
	}
	files["piece.mid"] = midi
	return name, kept, atomicfile.Directory(dir, func(hidden string) error { return atomicfile.CreateFiles(hidden, files) })
}

// keptName is a free name for a folder, from a title and the time.
func (s *Studio) keptName(title string) string {
	words := strings.FieldsFunc(strings.ToLower(title), func(r rune) bool { return r > unicode.MaxASCII || !unicode.IsLetter(r) && !unicode.IsDigit(r) })
	slug := strings.Join(words, "-")
	base := strings.Trim(slug[:min(len(slug), 60)]+"-"+time.Now().UTC().Format("2006-01-02-150405"), "-")
	for i, name := 2, base; ; i++ {
		if atomicfile.CheckFree(filepath.Join(s.keepDir, name)) == nil {
			return name
		}
		name = fmt.Sprintf("%s-%d", base, i)
	}
}

// bare leaves out what the files beside kept.json hold.
func (m made) bare() made {
	if m.Compose != nil {
		c := *m.Compose
		c.Run, c.Primer.Data, c.Primer.Piece = "", nil, nil
		m.Compose = &c
	}
	if m.Recompose != nil {
		r := *m.Recompose
		r.Run, r.Piece = "", Piece{}
		m.Recompose = &r
	}
	return m
}

// source are the files that compose a piece again, and the command that does. The command is empty if it would
// not read these files as the page read the piece.
func (s *Studio) source(m *made, dir string) (files map[string][]byte, command string, err error) {
	files = map[string][]byte{}
	switch {
	case m.Compose != nil:
		command, err = s.composeSource(m.Compose, dir, files)
	case m.Recompose != nil:
		command, err = s.recomposeSource(m.Recompose, dir, files)
	}
	return files, command, err
}

func (s *Studio) composeSource(from *settings, dir string, files map[string][]byte) (command string, err error) {
	p, err := from.Primer.prompt()
	if err != nil {
		return "", err
	}
	run, err := s.library.find(from.Run)
	if err != nil {
		return "", err
	}
	if p == nil {
		return from.command(run.Dir, nil), nil
	}
	p.name = "primer" + strings.ToLower(filepath.Ext(p.name))
	files[p.name] = p.data
	same, err := readAlike(run.Dir, p, &from.Primer)
	p.name = filepath.Join(dir, p.name)
	if err != nil || !same {
		return "", err
	}
	return from.command(run.Dir, p), nil
}

func (s *Studio) recomposeSource(from *revision, dir string, files map[string][]byte) (command string, err error) {
	choice := primerChoice{Kind: primerPiece, Piece: &from.Piece}
	p, err := choice.prompt()
	if err != nil {
		return "", err
	}
	run, err := s.library.find(from.Run)
	if err != nil {
		return "", err
	}
	piece, err := from.Piece.features()
	if err != nil {
		return "", err
	}
	piece.ExtendMeasures()
	piece.Transposed = from.Piece.Transposed // as the model reads it
	request, err := from.request(piece)
	if err != nil {
		return "", err
	}
	p.name, p.steps = "before.mid", 0 // -keep takes a whole file
	files[p.name] = p.data
	if request.Cells != nil {
		files["cells.json"] = request.Cells
	}
	same, err := readAlike(run.Dir, p, &choice)
	if err != nil || !same {
		return "", err
	}
	return from.command(run.Dir, dir, request), nil
}

// readAlike tells whether the command reads a file as the page reads what it was made from.
func readAlike(run string, p *prompt, choice *primerChoice) (bool, error) {
	m, err := compose.Open(run, "")
	if err != nil {
		return false, refusef(http.StatusUnprocessableEntity, "%w", err)
	}
	page, command := &composition{Composition: m}, &composition{Composition: m}
	if err := page.start(choice); err != nil {
		return false, refusef(http.StatusUnprocessableEntity, "%w", err)
	}
	if err := command.read(p); err != nil { // such as a file without notes
		return false, nil
	}
	a, b := page.primer.Piece, command.primer.Piece
	if a.Steps() != b.Steps() || page.transposed != command.transposed {
		return false, nil
	}
	return slices.Equal(a.Roll, b.Roll) && slices.Equal(a.Resized(a.Steps()).Measures, b.Resized(b.Steps()).Measures), nil
}

// keptNames are the names of the kept pieces, the latest first.
func (s *Studio) keptNames(*http.Request) ([]string, error) {
	entries, err := os.ReadDir(s.keepDir)
	if err != nil && !os.IsNotExist(err) {
		return nil, err
	}
	times := map[string]time.Time{}
	names := []string{}
	for _, entry := range entries {
		info, err := os.Stat(filepath.Join(s.keepDir, entry.Name(), keptFile))
		if err != nil || !info.Mode().IsRegular() || strings.HasPrefix(entry.Name(), ".") {
			continue
		}
		names = append(names, entry.Name())
		times[entry.Name()] = info.ModTime()
	}
	slices.SortFunc(names, func(a, b string) int { return times[b].Compare(times[a]) })
	return names, nil
}

// kept reads a kept piece.
func (s *Studio) kept(request *http.Request) (*Kept, error) {
	name := request.PathValue("name")
	names, err := s.keptNames(request)
	if err != nil {
		return nil, err
	}
	if !slices.Contains(names, name) {
		return nil, refusef(http.StatusNotFound, "this piece is not there any more")
	}
	path := filepath.Join(s.keepDir, name, keptFile)
	if info, err := os.Stat(path); err != nil || info.Size() > maxBody {
		return nil, refusef(http.StatusUnprocessableEntity, "%s cannot be read, or has more than %d bytes", path, maxBody)
	}
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	var kept Kept
	if err := json.Unmarshal(data, &kept); err != nil {
		return nil, refusef(http.StatusUnprocessableEntity, "%s: %w", path, err)
	}
	if kept.Piece == nil {
		return nil, refusef(http.StatusUnprocessableEntity, "%s has no piece", path)
	}
	_, err = kept.Piece.features()
	return &kept, err
}
