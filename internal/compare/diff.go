package compare

import (
	"maps"
	"slices"
	"strconv"

	"workbench/internal/rundir"
)

// Differences is all in which two runs differ before they begin to train.
type Differences struct {
	A      string       `json:"a"` // directory of the first run
	B      string       `json:"b"`
	Config []Difference `json:"config"` // by dotted key
	Code   []Difference `json:"code"`   // the program's version, and what it ran on
	Corpus []Difference `json:"corpus"` // the fingerprint, and the sizes of the corpus and the network
}

// Difference is something that two runs have in different ways; nil is not at all.
type Difference struct {
	Key string `json:"key"`
	A   any    `json:"a"`
	B   any    `json:"b"`
}

func differences(a, b *Summary) *Differences {
	return &Differences{A: a.Dir, B: b.Dir,
		Config: differ(a.resolved, b.resolved),
		Code:   differ(codeOf(a.info), codeOf(b.info)),
		Corpus: differ(corpusOf(a.info), corpusOf(b.info)),
	}
}

// differ lists the keys whose values differ, in their order.
func differ(a, b map[string]any) []Difference {
	list := []Difference{}
	for _, key := range sortedKeys(a, b) {
		if ConfigText(a[key]) != ConfigText(b[key]) {
			list = append(list, Difference{key, a[key], b[key]})
		}
	}
	return list
}

// code is what decides, beside config and corpus, on the bits of a run and on its speed.
func codeOf(i rundir.Info) map[string]any {
	code := map[string]any{"commit": i.Code.Commit, "go": i.Go, "os": i.OS, "arch": i.Arch, "cpu": i.CPU, "kernel": i.Kernel, "threads": i.Threads}
	if i.Code.Commit != "" {
		code["uncommitted changes"] = strconv.FormatBool(i.Code.Dirty)
	}
	return code
}

func corpusOf(i rundir.Info) map[string]any {
	corpus := map[string]any{"fingerprint": i.Corpus}
	if i.Marginal > 0 {
		corpus["marginal_nll"] = i.Marginal
	}
	for key, n := range i.Counts {
		corpus[key] = n
	}
	return corpus
}

// differingKeys are the config keys that not all runs have with the same value.
func (c *Comparison) differingKeys() []string {
	differing := map[string]bool{}
	for _, s := range c.Runs[1:] {
		for _, d := range differ(c.Runs[0].resolved, s.resolved) {
			differing[d.Key] = true
		}
	}
	shared := c.Comparable() && c.Runs[0].Corpus != ""
	maps.DeleteFunc(differing, func(key string, _ bool) bool { return isName(key) || shared && isPlace(key) })
	return slices.Sorted(maps.Keys(differing))
}

// AllKeys are the config keys of all runs but name and seed, in their order.
func (c *Comparison) AllKeys() []string {
	var configs []map[string]any
	for _, s := range c.Runs {
		configs = append(configs, s.resolved)
	}
	return slices.DeleteFunc(sortedKeys(configs...), isName)
}

// isName tells whether a config key tells runs of one experiment apart.
func isName(key string) bool { return key == "name" || key == "seed" }

// isPlace tells whether a config key says where the corpus lies, which differs from one machine to the next.
func isPlace(key string) bool { return key == "data.midi" || key == "data.frames" }

// Value is what the run's config has for a dotted key, nil if it has no such key.
func (s *Summary) Value(key string) any { return s.resolved[key] }

func sortedKeys(values ...map[string]any) []string {
	all := map[string]any{}
	for _, v := range values {
		maps.Copy(all, v)
	}
	return slices.Sorted(maps.Keys(all))
}

// pick leaves only keys in Config.
func (s *Summary) pick(keys []string) {
	s.Config = map[string]any{}
	for _, key := range keys {
		s.Config[key] = s.resolved[key]
	}
}
