package corpus

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"

	"workbench/features"
)

// Kind is a reason or a warning that several pieces have in common, apart from places, numbers and quotations.
type Kind struct {
	Text  string   // that of the first piece
	Names []string // of the pieces or files, in the order of the corpus
}

// Kinds groups reasons by their kind, the most frequent first.
func Kinds(reasons []features.Skipped) []Kind {
	at := map[string]int{}
	var kinds []Kind
	for _, r := range reasons {
		general := generalText(r.Reason)
		i, known := at[general]
		if !known {
			i = len(kinds)
			at[general] = i
			kinds = append(kinds, Kind{Text: r.Reason})
		}
		kinds[i].Names = append(kinds[i].Names, r.File)
	}
	slices.SortStableFunc(kinds, func(a, b Kind) int { return cmp.Compare(len(b.Names), len(a.Names)) })
	return kinds
}

// WarningKinds groups the warnings of the pieces by their kind. A piece counts once for each kind.
func WarningKinds(pieces []*features.Piece) []Kind {
	var all []features.Skipped
	for _, p := range pieces {
		all = append(all, warningsOf(p.Name, p.Warnings)...)
	}
	return Kinds(all)
}

// warningsOf lists the first warning of each kind.
func warningsOf(name string, warnings []string) (first []features.Skipped) {
	seen := map[string]bool{}
	for _, text := range warnings {
		if general := generalText(text); !seen[general] {
			seen[general] = true
			first = append(first, features.Skipped{File: name, Reason: text})
		}
	}
	return first
}

// Summary describes the most frequent kinds, a line each. complete tells whether that names every piece.
func Summary(kinds []Kind, most int) (lines []string, complete bool) {
	complete = true
	for i, k := range kinds {
		complete = complete && i < most && len(k.Names) == 1
		if i < most {
			lines = append(lines, k.String())
		}
	}
	if more := len(kinds) - most; more > 0 {
		lines = append(lines, fmt.Sprintf("and %d more kinds", more))
	}
	return lines, complete
}

// String is "312 pieces, such as a.mid: no notes" or "a.mid: no notes".
func (k Kind) String() string {
	if len(k.Names) == 1 {
		return k.Names[0] + ": " + k.Text
	}
	return fmt.Sprintf("%d pieces, such as %s: %s", len(k.Names), k.Names[0], k.Text)
}

var (
	place   = regexp.MustCompile(`^line [0-9]+[^:]*: | \([^()]*\)$`)
	details = regexp.MustCompile(`"(?:[^"\\]|\\.)*"|[0-9]+(?:[.,/][0-9]+)*`)
)

// generalText is a reason without its place, numbers and quotations.
func generalText(reason string) string {
	return details.ReplaceAllString(place.ReplaceAllString(reason, ""), "")
}
