package compare

import (
	"path"
	"strings"

	"workbench/internal/console"
)

// nameRuns gives each run the shortest end of its path that is unique.
func nameRuns(runs []*Summary) {
	var dirs []string
	for _, s := range runs {
		dirs = append(dirs, s.Dir)
	}
	for i, name := range console.ShortNames(dirs) {
		runs[i].Name = name
	}
}

// nameGroups gives each group the common beginning of its runs' names, or the first name and an ellipsis if
// they have none or another group has the same.
func nameGroups(groups []*Group) {
	users := map[string]int{}
	for _, g := range groups {
		var names, last []string
		for _, s := range g.Runs {
			names, last = append(names, s.Name), append(last, path.Base(s.Name))
		}
		if g.Name = commonStart(names); g.Name == "" { // some names contain their folder, some do not
			g.Name = commonStart(last)
		}
		if len(g.Runs) == 1 {
			g.Name = g.Runs[0].Name
		}
		users[g.Name]++
	}
	for _, g := range groups {
		if len(g.Runs) > 1 && (g.Name == "" || users[g.Name] > 1) {
			g.Name = g.Runs[0].Name + " …"
		}
	}
}

const wordEnds = "-_./ "

// commonStart is the common beginning of names up to the end of a word: adam for adam-1 and adam-10.
func commonStart(names []string) string {
	start := names[0]
	for _, name := range names[1:] {
		for !strings.HasPrefix(name, start) {
			start = start[:len(start)-1]
		}
	}
	for _, name := range names {
		if rest := name[len(start):]; rest != "" && !strings.ContainsAny(rest[:1], wordEnds) {
			start = start[:strings.LastIndexAny(start, wordEnds)+1]
			break
		}
	}
	return strings.TrimRight(start, wordEnds)
}
