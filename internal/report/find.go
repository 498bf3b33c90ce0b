package report

import (
	"os"
	"path/filepath"

	"workbench/internal/compare"
	"workbench/internal/rundir"
)

// Formats are the formats of a report and their writers.
var Formats = map[string]func(r *Report, path string) error{
	"html": (*Report).WriteHTML,
	"md":   (*Report).WriteMarkdown,
}

// Find returns the run directories among the operands, and those in the folders among them.
func Find(operands []string) (dirs, warnings []string, err error) {
	for _, operand := range operands {
		if looksLikeRun(operand) {
			dirs = append(dirs, filepath.Clean(operand))
			continue
		}
		found, warned, err := compare.Find([]string{operand})
		if err != nil {
			return nil, nil, err
		}
		dirs, warnings = append(dirs, found...), append(warnings, warned...)
	}
	return dirs, warnings, nil
}

// looksLikeRun tells whether dir is a run directory, even if it is damaged.
func looksLikeRun(dir string) bool {
	for _, path := range []string{rundir.ConfigPath(dir), rundir.MetricsPath(dir)} {
		if _, err := os.Stat(path); err == nil {
			return true
		}
	}
	return false
}
