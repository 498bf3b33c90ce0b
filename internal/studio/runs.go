package studio

import (
	"cmp"
	"fmt"
	"net/http"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"workbench/features/score"
	"workbench/internal/artifacts"
	"workbench/internal/rundir"
	"workbench/internal/trained"
)

// runs are those of the library.
func (s *Studio) runs(*http.Request) (any, error) {
	runs, problems, empty := s.library.list()
	return struct {
		Runs     []listed `json:"runs"`
		Problems []string `json:"problems"` // runs and folders that cannot be read
		Empty    []string `json:"empty"`    // directories without runs
	}{runs, problems, empty}, nil
}

// card is what is known about a run's model.
func (s *Studio) card(request *http.Request) (any, error) {
	run, err := s.library.find(request.PathValue("id"))
	if err != nil {
		return nil, err
	}
	info, err := rundir.ReadInfo(run.Dir)
	if err != nil {
		return nil, err
	}
	return struct {
		Text       string `json:"text"`
		Model      string `json:"model"`
		Parameters int    `json:"parameters"`
	}{card(run), info.Model, info.Counts["parameters"]}, nil
}

// point is a loss in a curve.
type point struct {
	Epoch int     `json:"epoch"`
	Split string  `json:"split"`
	NLL   float64 `json:"nll"`
}

// metrics are the losses from line "from" on, so that a page fetches only what is new. A run that was taken back to
// an earlier checkpoint has fewer lines than before; then all are sent, and from is 0.
func (s *Studio) metrics(request *http.Request) (any, error) {
	run, err := s.library.find(request.PathValue("id"))
	if err != nil {
		return nil, err
	}
	from, err := strconv.Atoi(request.URL.Query().Get("from"))
	if err != nil || from < 0 {
		return nil, refusef(http.StatusBadRequest, "from: must be a whole number from 0")
	}
	metrics, warning, err := rundir.ReadMetrics(rundir.MetricsPath(run.Dir))
	if err != nil {
		return nil, err
	}
	if from > len(metrics) {
		from = 0
	}
	points := []point{}
	for _, m := range metrics[from:] {
		points = append(points, point{m.Epoch, m.Split, m.NLL})
	}
	return struct {
		From    int     `json:"from"`
		Next    int     `json:"next"`
		Points  []point `json:"points"`
		Warning string  `json:"warning,omitempty"`
	}{from, len(metrics), points, warning}, nil
}

// sampleName is a sample in the list.
type sampleName struct {
	Name  string `json:"name"`
	Epoch int    `json:"epoch"`
}

// samples lists the samples of a run with their paths, the latest epoch first.
func samples(dir string) (names []sampleName, paths map[string]string, err error) {
	byEpoch, err := artifacts.SamplePaths(dir)
	if err != nil {
		return nil, nil, err
	}
	names, paths = []sampleName{}, map[string]string{}
	for epoch, list := range byEpoch {
		for _, path := range list {
			name := strings.TrimSuffix(filepath.Base(path), ".mid")
			names = append(names, sampleName{name, epoch})
			paths[name] = path
		}
	}
	slices.SortFunc(names, func(a, b sampleName) int {
		if a.Epoch != b.Epoch {
			return b.Epoch - a.Epoch
		}
		return cmp.Or(len(a.Name)-len(b.Name), strings.Compare(a.Name, b.Name))
	})
	return names, paths, nil
}

// samples lists the samples of a run.
func (s *Studio) samples(request *http.Request) (any, error) {
	run, err := s.library.find(request.PathValue("id"))
	if err != nil {
		return nil, err
	}
	names, _, err := samples(run.Dir)
	return names, err
}

// sample reads a sample of a run by its name in the list.
func (s *Studio) sample(request *http.Request) (*Piece, error) {
	run, err := s.library.find(request.PathValue("id"))
	if err != nil {
		return nil, err
	}
	_, paths, err := samples(run.Dir)
	if err != nil {
		return nil, err
	}
	name := request.PathValue("name")
	path, ok := paths[name]
	if !ok {
		return nil, refusef(http.StatusNotFound, "this sample is not there any more")
	}
	if err := rundir.Contained(run.Dir, path); err != nil {
		return nil, refusef(http.StatusForbidden, "%w", err)
	}
	c, _, err := trained.ReadConfig(run.Dir)
	if err != nil {
		return nil, err
	}
	sample, err := artifacts.OpenSample(path, c)
	if err != nil {
		return nil, err
	}
	piece := sample.Piece
	if steps := piece.Steps(); steps > maxPieceSteps {
		return nil, refusef(http.StatusUnprocessableEntity, "the sample has %d steps; the page takes %d", steps, maxPieceSteps)
	}
	if slices.ContainsFunc(sample.Score.Notes, func(n score.Note) bool { return int(n.Velocity) != c.Compose.Velocity }) {
		piece.TakeVelocities(sample.Score) // the model has composed them
	}
	piece.Title = fmt.Sprintf("%s, %s", run.Name, name)
	return newPiece(piece, c.Compose.Tempo, c.Compose.Velocity, min(c.PrimerSteps(), piece.Steps()), 0), nil
}
