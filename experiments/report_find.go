package main

import (
	"os"
	"path/filepath"
	"workbench/internal/report"
	"workbench/runs"
)

// reportFormats are the formats of a report, and how each is written.
var reportFormats = map[string]func(r *report.Report, path string) error{
	"html": (*report.Report).WriteHTML,
	"md":   (*report.Report).WriteMarkdown,
}

// findRuns returns the run directories that are named, and those in the folders that are named.
func findRuns(operands []string) (dirs, warnings []string, err error) {
	for _, operand := range operands {
		if looksLikeRun(operand) {
			dirs = append(dirs, filepath.Clean(operand))
			continue
		}
		found, err := runs.Compare([]string{operand}, false)
		if err != nil {
			return nil, nil, err
		}
		for _, s := range found.Runs {
			dirs = append(dirs, s.Dir)
		}
		warnings = append(warnings, found.Warnings...)
	}
	return dirs, warnings, nil
}

// looksLikeRun tells whether dir is a run directory, whatever its state.
func looksLikeRun(dir string) bool {
	for _, path := range []string{runs.ConfigPath(dir), runs.MetricsPath(dir)} {
		if _, err := os.Stat(path); err == nil {
			return true
		}
	}
	return false
}
