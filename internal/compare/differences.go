package compare

import (
	"maps"
	"slices"
	"strconv"

	"workbench/internal/rundir"
)

// Differences lists how two runs differ before training begins.
type Differences struct {
	A      string       `json:"a"` // directory of the first run
	B      string       `json:"b"`
	Config []Difference `json:"config"` // by dotted key
	Code   []Difference `json:"code"`   // version of the program, and the machine
	Corpus []Difference `json:"corpus"` // fingerprint, and sizes of the corpus and the network
}

// Difference is a key with different values in two runs; nil where a run lacks it.
type Difference struct {
	Key string `json:"key"`
	A   any    `json:"a"`
	B   any    `json:"b"`
}

func differences(a, b *Summary) *Differences {
	return &Differences{A: a.Dir, B: b.Dir,
		Config: differ(a.resolved, b.resolved),
		Code:   differ(codeOf(a), codeOf(b)),
		Corpus: differ(corpusOf(a.info), corpusOf(b.info)),
	}
}

// differ lists the keys with different values, in alphabetical order.
func differ(a, b map[string]any) []Difference {
	list := []Difference{}
	for _, key := range sortedKeys(a, b) {
		if ConfigText(a[key]) != ConfigText(b[key]) {
			list = append(list, Difference{key, a[key], b[key]})
		}
	}
	return list
}

// codeOf is what determines the bits and the speed of a run besides config and corpus.
func codeOf(s *Summary) map[string]any {
	i := s.info
	code := map[string]any{"commit": i.Code.Commit, "go": i.Go, "os": i.OS, "arch": i.Arch, "cpu": i.CPU, "kernel": i.Kernel,
		"threads": i.Threads}
	if i.Code.Commit != "" {
		code["uncommitted changes"] = strconv.FormatBool(i.Code.Dirty)
	}
	if i.Code.Patch != "" {
		code["patch"] = rundir.PatchSummary(s.Dir, i.Session)
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

// differingKeys are the config keys that do not have the same value in all runs.
func (c *Comparison) differingKeys() []string {
	differing := map[string]bool{}
	for _, s := range c.Runs[1:] {
		for _, d := range differ(c.Runs[0].resolved, s.resolved) {
			differing[d.Key] = true
		}
	}
	sameCorpus := c.Comparable() && c.Runs[0].Corpus != ""
	maps.DeleteFunc(differing, func(key string, _ bool) bool { return isLabel(key) || sameCorpus && isLocation(key) })
	return slices.Sorted(maps.Keys(differing))
}

// allKeys are the config keys of all runs except name and seed, in alphabetical order.
func (c *Comparison) allKeys() []string {
	var configs []map[string]any
	for _, s := range c.Runs {
		configs = append(configs, s.resolved)
	}
	return slices.DeleteFunc(sortedKeys(configs...), isLabel)
}

// isLabel tells whether a config key only distinguishes runs of one experiment.
func isLabel(key string) bool { return key == "name" || key == "seed" }

// isLocation tells whether a config key says where the corpus is, which differs from machine to machine.
func isLocation(key string) bool { return key == "data.midi" || key == "data.frames" }

func sortedKeys(values ...map[string]any) []string {
	all := map[string]any{}
	for _, v := range values {
		maps.Copy(all, v)
	}
	return slices.Sorted(maps.Keys(all))
}

// pick reduces Config to the given keys.
func (s *Summary) pick(keys []string) {
	s.Config = map[string]any{}
	for _, key := range keys {
		s.Config[key] = s.resolved[key]
	}
}
