package studio

import (
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"os"
	"path/filepath"
	"sync"
	"time"

	"workbench/internal/catalog"
	"workbench/internal/compare"
	"workbench/internal/config"
	"workbench/internal/console"
	"workbench/internal/exit"
	"workbench/internal/rundir"
	"workbench/internal/trained"
)

// library finds runs, and knows them by identifiers that say nothing about their paths.
type library struct {
	dirs []string

	mutex    sync.Mutex
	read     time.Time
	entries  []listed
	problems []string
	empty    []string // directories without runs
	models   map[startedRun]modelFacts
}

// startedRun identifies a run: another one may come under the same name when it has been removed.
type startedRun struct {
	dir     string
	started time.Time
}

// listed is a run in the list.
type listed struct {
	ID string `json:"id"`
	catalog.Entry
	Age       float64    `json:"age"` // seconds since it was written last
	Baseline  float64    `json:"baseline,omitempty"`
	Composes  bool       `json:"composes"` // has a checkpoint
	ModelInfo modelFacts `json:"model"`
}

// modelFacts are what the page must know of a model before it composes.
type modelFacts struct {
	Problem         string   `json:"problem,omitempty"` // why nothing can be composed
	StepsPerQuarter int      `json:"stepsPerQuarter"`
	Articulated     bool     `json:"articulated"`
	Tempo           float64  `json:"tempo"`
	Steps           int      `json:"steps"`
	Temperature     float64  `json:"temperature"`
	Primer          string   `json:"primer"`
	PrimerSteps     int      `json:"primerSteps"`
	Styles          []string `json:"styles,omitempty"`
	Controlled      bool     `json:"controlled"` // keeps to scales, chords and endings
	Parallels       float64  `json:"parallels"`
	Cadence         bool     `json:"cadence"`
	Training        string   `json:"training,omitempty"` // why the training pieces cannot be used as primers; empty if they can
	sources         []string // of the training pieces
}

// CheckDirs returns a usage error if one of the directories is not there.
func CheckDirs(dirs []string) error {
	for _, dir := range dirs {
		if info, err := os.Stat(dir); err != nil || !info.IsDir() {
			return exit.Usagef("studio: %s is not a directory; name a run, or a folder of runs", dir)
		}
	}
	return nil
}

func newLibrary(dirs []string) *library {
	return &library{dirs: dirs, models: map[startedRun]modelFacts{}}
}

// list returns the runs, read again if a second has passed, what cannot be read, and the directories without runs.
func (l *library) list() (runs []listed, problems, empty []string) {
	l.mutex.Lock()
	defer l.mutex.Unlock()
	if time.Since(l.read) < time.Second {
		return l.entries, l.problems, l.empty
	}
	l.entries, l.problems, l.empty = []listed{}, []string{}, []string{}
	found := compare.Search(l.dirs)
	entries, unread := catalog.Read(found.Dirs, catalog.Filter{})
	for _, p := range append(found.Warnings, unread...) {
		l.problems = append(l.problems, console.Printable(p))
	}
	for _, dir := range found.Empty {
		l.empty = append(l.empty, console.Printable(dir))
	}
	for _, e := range entries {
		l.entries = append(l.entries, l.entry(e))
	}
	l.read = time.Now()
	return l.entries, l.problems, l.empty
}

func (l *library) entry(e catalog.Entry) listed {
	sum := sha256.Sum256([]byte(e.Dir))
	run := listed{ID: hex.EncodeToString(sum[:8]), Entry: e, Age: time.Since(e.Updated).Seconds()}
	if info, err := rundir.ReadInfo(e.Dir); err == nil {
		run.Baseline, _ = info.Baseline()
	}
	if epochs, err := rundir.Epochs(e.Dir); err == nil && len(epochs) > 0 {
		run.Composes = true
		run.ModelInfo = l.facts(e)
	}
	return run
}

// facts reads a run's config once: it does not change after the first checkpoint in a way that matters here. The music
// may come and go.
func (l *library) facts(e catalog.Entry) modelFacts {
	key := startedRun{e.Dir, e.Started}
	f, ok := l.models[key]
	if !ok {
		c, info, err := trained.ReadConfig(e.Dir)
		if err != nil {
			return modelFacts{Problem: console.Printable(err.Error())}
		}
		f = modelFacts{StepsPerQuarter: c.Data.StepsPerQuarter, Articulated: c.Articulated(), Tempo: c.Compose.Tempo, Steps: c.Compose.Steps, Temperature: c.Compose.Temperature,
			Primer: c.Compose.Primer, PrimerSteps: c.Compose.PrimerSteps, Styles: info.Styles,
			Controlled: config.KeysOf(c).Targets["compose.cadence"] != nil, Parallels: c.Compose.Parallels, Cadence: c.Compose.Cadence,
			sources: []string{c.Data.MIDI, c.Data.Frames}}
		l.models[key] = f
	}
	for _, source := range f.sources {
		if _, err := os.Stat(source); source != "" && err != nil {
			f.Training = "they are not on this machine"
		}
	}
	return f
}

// find returns the run with an identifier.
func (l *library) find(id string) (listed, error) {
	runs, _, _ := l.list()
	for _, run := range runs {
		if run.ID == id {
			return run, nil
		}
	}
	return listed{}, refusef(http.StatusNotFound, "this run is not there any more")
}

// card is the text that describes a run's model: the README of a model that comes with the program, or its note.
func card(run listed) string {
	path := filepath.Join(run.Dir, "README.md")
	if rundir.Contained(run.Dir, path) == nil {
		if info, err := os.Stat(path); err == nil && info.Size() < 1<<16 {
			if text, err := rundir.ReadFile(path); err == nil {
				return string(text)
			}
		}
	}
	return run.Note
}
