package evaluate

import (
	"errors"
	"fmt"
	"io/fs"
	"strings"

	"workbench/features"
	"workbench/internal/config"
	"workbench/internal/console"
	"workbench/internal/corpus"
	"workbench/internal/rundir"
	"workbench/internal/trained"
)

// music is what is scored.
type music struct {
	source   string
	split    string // empty for all pieces
	pieces   []*features.Piece
	training []*features.Piece // of the run; nil where its corpus cannot be read
	seen     []string          // names of the pieces that the weights have learned from, unless these were asked for
}

// String names the pieces that are scored, for an error.
func (m *music) String() string {
	if m.split == "" {
		return m.source
	}
	return fmt.Sprintf("the %s pieces of %s", m.split, m.source)
}

// music reads what is to be scored, and the run's own corpus for comparison.
func (r *Request) music(model *trained.Model, out *console.Streams) (*music, error) {
	c, info := model.Config, model.Info
	if r.Frames != "" && c.Articulated() {
		return nil, fmt.Errorf("%s learned from music with onsets, and the frames in %s have none: evaluate it with -midi, or train with data.frames", r.Run, r.Frames)
	}
	own, ownErr := corpus.ReadRun(c, info.Corpus, out.Progress)
	music, m := own, &music{source: c.Source(), split: r.Split}
	allowAll := true
	var err error
	switch {
	case r.MIDI != "":
		m.source = r.MIDI
		music, err = r.folder(model, out)
	case r.Frames != "":
		m.source = r.Frames
		music, allowAll, err = r.frames(c, out)
	case ownErr != nil:
		err = fmt.Errorf("the run's own music: %w; say with -midi or -frames where it is now, or name other music", ownErr)
	default:
		allowAll = false
	}
	if err != nil {
		return nil, err
	}
	if ownErr != nil && music.Fingerprint() == info.Corpus { // moved
		own, ownErr = music, nil
	}
	if ownErr != nil {
		advice := ""
		if errors.Is(ownErr, fs.ErrNotExist) {
			advice = "; put it there to have them"
		}
		fmt.Fprintf(out.Progress, "note: no baselines, because they learn from the run's own music: %v%s\n", ownErr, advice)
	} else {
		if own.Fingerprint() != info.Corpus {
			fmt.Fprintf(out.Progress, "warning: the corpus is not the one that %s learned from: files of it have changed since\n", r.Run)
		}
		m.training = own.Of(features.Train)
	}
	if err := m.choose(music, r, allowAll, out); err != nil {
		return nil, err
	}
	corpus.WarnOutside(m.pieces, out)
	return m, m.findSeen(r, out)
}

// folder reads a folder as the run reads its own.
func (r *Request) folder(m *trained.Model, out *console.Streams) (*features.Corpus, error) {
	music, err := r.readFolder(m, out)
	if err != nil {
		return nil, err
	}
	corpus.WarnSkipped(music, "-midi", r.MIDI, out)
	if m.Sampling.Sounding {
		fmt.Fprintf(out.Progress, "note: %s learned from frames, so play alone is scored, on music taken as its frames were: %v, %s per quarter note%s\n",
			r.Run, m.Sampling, console.Count(m.Config.Data.StepsPerQuarter, "step"), transposedCount(m.Sampling, music.Pieces))
	}
	return music, nil
}

// readFolder splits the folder as it was split in training if it is the run's own music.
func (r *Request) readFolder(m *trained.Model, out *console.Streams) (*features.Corpus, error) {
	if m.Config.Data.MIDI != "" {
		moved := *m.Config
		moved.Directory, moved.Data.MIDI = "", r.MIDI
		return corpus.ReadRun(&moved, m.Info.Corpus, out.Progress)
	}
	music, err := corpus.ReadFolder(r.MIDI, m.Reading(), out.Progress)
	if err == nil {
		music.Split(m.Config.Data.Validation)
	}
	return music, err
}

// transposedCount says how many pieces were transposed.
func transposedCount(s features.Sampling, pieces []*features.Piece) string {
	if !s.InC {
		return ""
	}
	n := 0
	for _, p := range pieces {
		if p.Transposed != 0 {
			n++
		}
	}
	return fmt.Sprintf(" (%d of %d pieces are transposed)", n, len(pieces))
}

// frames reads a file of frames. all says that the file has training pieces only, so that all its pieces are
// scored unless a split is asked for.
func (r *Request) frames(c *config.Config, out *console.Streams) (music *features.Corpus, all bool, err error) {
	music, err = features.Frames(r.Frames, c.Data.StepsPerQuarter)
	if err != nil {
		return nil, false, err
	}
	corpus.WarnSkipped(music, "-frames", r.Frames, out)
	all = !music.HasSplit(features.Valid) && !music.HasSplit(features.Test)
	music.Split(c.Data.Validation)
	return music, all, nil
}

// choose takes the pieces of the split that was asked for, or of the one that is usual for such music.
func (m *music) choose(corpus *features.Corpus, r *Request, all bool, out *console.Streams) error {
	if m.split == "" && all {
		m.pieces = corpus.Pieces
		return nil
	}
	usual := []string{features.Valid}
	if r.Frames != "" {
		usual = []string{features.Test, features.Valid, features.Train}
	}
	for i := 0; m.split == "" && i < len(usual); i++ {
		if corpus.HasSplit(usual[i]) || i == len(usual)-1 {
			m.split = usual[i]
		}
	}
	if r.Split == "" && r.Frames != "" {
		fmt.Fprintf(out.Progress, "note: the %s split of %s; -split names another\n", m.split, r.Frames)
	}
	m.pieces = corpus.Of(m.split)
	switch {
	case len(m.pieces) > 0:
		return nil
	case corpus.HasSplit(m.split):
		return fmt.Errorf("%s: %w", m.source, corpus.CheckSplit(m.split))
	}
	var there []string
	for _, split := range []string{features.Train, features.Valid, features.Test} {
		there = append(there, fmt.Sprintf("%s %d", split, len(corpus.Of(split))))
	}
	return fmt.Errorf("%s has no %s pieces (%s); choose with -split, or name other music with -midi or -frames", m.source, m.split, strings.Join(there, ", "))
}

// findSeen finds the pieces that the weights have learned from, and warns of them unless they were asked for.
func (m *music) findSeen(r *Request, out *console.Streams) error {
	if m.split == features.Train {
		return nil
	}
	var known []rundir.TrainingPiece
	if m.training != nil {
		known = rundir.TrainingPieces(m.training, "", nil)
	}
	for _, run := range append([]string{r.Run}, r.Mixture...) {
		recorded, err := rundir.ReadTrainingPieces(run)
		if err != nil {
			return err
		}
		if recorded == nil && (m.training == nil || run != r.Run) {
			fmt.Fprintf(out.Progress, "note: %s does not say which pieces it has learned from, so it is not known whether they are among these\n", run)
		}
		known = append(known, recorded...)
	}
	if known == nil {
		return nil
	}
	same, seen := sameMusic(m.training), rundir.NewSeen(known)
	for _, p := range m.pieces {
		if same(p) || seen.Find(features.FingerprintOf(p)) != nil {
			m.seen = append(m.seen, p.Name)
		}
	}
	if len(m.seen) == 0 {
		return nil
	}
	advice := ""
	if len(m.seen) < len(m.pieces) {
		advice = `; the row "new pieces" is without them`
	}
	if r.MIDI != "" && r.Split == "" {
		advice += "; -split valid leaves them out if it is the run's own music"
	}
	fmt.Fprintf(out.Progress, "warning: the run has learned from %d of the %d pieces, or from nearly equal ones (%s), so this is not its likelihood of new music%s\n",
		len(m.seen), len(m.pieces), console.Few(m.seen, 3, ", "), advice)
	return nil
}

// sameMusic returns a function that tells whether a piece has the notes of a training piece. That also
// recognizes pieces that are too short for a fingerprint.
func sameMusic(training []*features.Piece) func(p *features.Piece) bool {
	rolls := map[string]bool{}
	for _, p := range training {
		rolls[p.Roll.Hash()] = true
	}
	return func(p *features.Piece) bool { return rolls[p.Roll.Hash()] }
}
