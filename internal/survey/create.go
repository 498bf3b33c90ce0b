package survey

import (
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"math"
	random "math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"workbench/internal/atomicfile"
	"workbench/internal/console"
	"workbench/internal/exit"
	"workbench/internal/parallel"
	"workbench/internal/sound"
)

// Limits of studies.
const (
	mostExcerpts   = 400
	shortestSecond = 0.5 // of an excerpt
	longestSeconds = 600
)

// Request says what study is to be made.
type Request struct {
	Groups          []Group
	Design          string
	Count           int     // excerpts of each group
	Seconds         float64 // length of an excerpt, unless Steps is given
	Steps           int     // length in steps
	Tempo           float64 // quarters a minute of all music; 0 is each piece's own
	Seed            uint64
	StepsPerQuarter int    // grid of existing music
	Script          Script // texts and questions
}

// Check returns a usage error for values out of range.
func (r *Request) Check() error {
	labels := r.labels()
	switch {
	case len(r.Groups) == 0:
		return exit.Usagef("survey new: what is to be heard? Give -pieces LABEL=FROM, as often as needed (-h has the manual)")
	case r.Design != Rating && r.Design != Pairs:
		return exit.Usagef("survey new: -design %q: must be %s or %s", r.Design, Rating, Pairs)
	case r.Design == Pairs && len(labels) < 2:
		return exit.Usagef("survey new: -design %s compares groups: give -pieces with two labels or more", Pairs)
	case r.Count < 1 || r.Count*len(labels) > mostExcerpts:
		return exit.Usagef("survey new: -count %d: must be from 1, and at most %d excerpts in all", r.Count, mostExcerpts)
	case r.Steps == 0 && !(r.Seconds >= shortestSecond && r.Seconds <= longestSeconds):
		return exit.Usagef("survey new: -seconds %v: must be from %v to %v", r.Seconds, shortestSecond, longestSeconds)
	case r.Steps < 0 || r.Steps > 4096:
		return exit.Usagef("survey new: -steps %d: must be from 1 to 4096", r.Steps)
	case r.Tempo != 0 && !(r.Tempo >= 4 && r.Tempo <= 1000):
		return exit.Usagef("survey new: -tempo %v: must be from 4 to 1000", r.Tempo)
	case r.StepsPerQuarter < 1 || r.StepsPerQuarter > 64:
		return exit.Usagef("survey new: -steps-per-quarter %d: must be from 1 to 64", r.StepsPerQuarter)
	}
	return nil
}

// labels are those of the groups, each once, in the order in which they were given.
func (r *Request) labels() (all []string) {
	for _, g := range r.Groups {
		if !slices.Contains(all, g.Label) {
			all = append(all, g.Label)
		}
	}
	return all
}

// Create makes the study in a new directory. If it fails, there is nothing at dir.
func (r *Request) Create(dir string, out *console.Streams) error {
	if err := atomicfile.CheckFree(dir); err != nil {
		return fmt.Errorf("survey new: %w; name another directory with -out", err)
	}
	var all []*excerpt
	for _, label := range r.labels() {
		excerpts, err := r.excerpts(label, out)
		if err != nil {
			return fmt.Errorf("survey new: %w", err)
		}
		all = append(all, excerpts...)
	}
	s, files, err := r.build(all)
	if err != nil {
		return fmt.Errorf("survey new: %w", err)
	}
	err = atomicfile.Directory(dir, func(hidden string) error {
		if err := os.Mkdir(filepath.Join(hidden, audioDir), 0o777); err != nil {
			return err
		}
		return atomicfile.CreateFiles(hidden, files)
	})
	if err != nil {
		return fmt.Errorf("survey new: %w", err)
	}
	_, err = fmt.Fprintf(out.Results, "%s: %s of %s, %s for each listener, about %s of listening; loudness %.1f LUFS\n", console.Printable(dir),
		console.Count(len(s.Excerpts), "excerpt"), strings.Join(r.labels(), ", "), console.Count(len(s.trials(0)), "trial"), console.Count(max(1, int(math.Round(s.minutes()))), "minute"), s.Loudness)
	return err
}

// minutes is how long a listener listens.
func (s *Study) minutes() (minutes float64) {
	for _, t := range s.trials(0) {
		minutes += s.Seconds * float64(len(t)) / 60
	}
	return minutes
}

// excerpts are those of the groups with a label, rendered.
func (r *Request) excerpts(label string, out *console.Streams) ([]*excerpt, error) {
	from := random.New(random.NewPCG(r.Seed, uint64(1+slices.Index(r.labels(), label))))
	var all []candidate
	for _, g := range r.Groups {
		if g.Label == label {
			candidates, err := r.candidates(g, from, out)
			if err != nil {
				return nil, fmt.Errorf("%s: %w", label, err)
			}
			all = append(all, candidates...)
		}
	}
	from.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
	if len(all) < r.Count {
		return nil, fmt.Errorf("%s: there are %s that are long enough, and -count is %d; take shorter excerpts, fewer, or more music", label, console.Count(len(all), "piece"), r.Count)
	}
	excerpts, errs := make([]*excerpt, r.Count), make([]error, r.Count)
	parallel.Do(r.Count, func(i int) {
		e, err := r.excerpt(label, all[i])
		excerpts[i], errs[i] = &e, err
	})
	for _, err := range errs {
		if err != nil {
			return nil, err
		}
	}
	return excerpts, nil
}

// identifier is a random name: neither it nor the seed of a study tells what an excerpt is.
func identifier() string {
	b := make([]byte, 6)
	rand.Read(b)
	return hex.EncodeToString(b)
}

// build gives excerpts of equal loudness their names, and makes the files of the study.
func (r *Request) build(all []*excerpt) (*Study, map[string][]byte, error) {
	s := &Study{ID: identifier(), Created: now(), Design: r.Design, Seed: r.Seed, Script: r.Script, key: map[string]Origin{}}
	checks := make([]*excerpt, 0, 4)
	for notes := 3; notes <= 6; notes++ {
		checks = append(checks, &excerpt{samples: checkClip(notes)})
	}
	s.Loudness = equalize(append(slices.Clone(all), checks...))
	files := map[string][]byte{answersFile: nil}
	store := func(e *excerpt) (id string, err error) {
		id = identifier()
		files[filepath.Join(audioDir, id+".flac")], err = sound.FLAC(e.samples)
		return id, err
	}
	for i, c := range checks {
		id, err := store(c)
		if err != nil {
			return nil, nil, err
		}
		s.Checks = append(s.Checks, Check{id, i + 3})
	}
	for _, e := range all {
		id, err := store(e)
		if err != nil {
			return nil, nil, err
		}
		s.Excerpts, s.key[id] = append(s.Excerpts, id), e.origin
		s.Seconds = max(s.Seconds, float64(len(e.samples))/sound.Rate)
	}
	slices.Sort(s.Excerpts)
	for name, value := range map[string]any{studyFile: s, keyFile: s.key} {
		data, err := json.MarshalIndent(value, "", "  ")
		if err != nil {
			return nil, nil, err
		}
		files[name] = append(data, '\n')
	}
	return s, files, nil
}
