package compose

import (
	"slices"
	"testing"

	"workbench/internal/control"
)

// A passage that is composed again many times has one line.
func TestRewound(t *testing.T) {
	dense, silent := "12 keys or more for a measure", "silent for 32 steps"
	got := rewound([]control.Rewind{{Why: dense, From: 1, To: 20}, {Why: dense, From: 1, To: 24}, {Why: silent, From: 1, To: 40}, {Why: dense, From: 5, To: 30},
		{Why: dense, From: 30, To: 30}})
	want := []string{
		"12 keys or more for a measure; composed again from step 1 on, 2 times",
		"silent for 32 steps; composed again from step 1 on",
		"12 keys or more for a measure; composed again from step 5 on",
		"12 keys or more for a measure up to step 30; kept after too many attempts",
	}
	if !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
}
