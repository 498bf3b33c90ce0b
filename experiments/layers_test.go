package main

import (
	"go/parser"
	"go/token"
	"io/fs"
	"path"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

// layers are the packages from the top down. A package imports packages of lower layers only.
var layers = [][]string{
	{"experiments"},
	{"internal/studio", "internal/survey"},
	{"internal/report", "internal/sweep"},
	{"internal/catalog"},
	{"internal/compare"},
	{"internal/compose", "internal/evaluate", "internal/rolls", "internal/stats"},
	{"internal/training"},
	{"internal/corpus", "internal/primer", "internal/trained", "internal/toy"},
	{"internal/artifacts", "internal/completion", "internal/piecelosses"},
	{"internal/model"},
	{"internal/config", "internal/onnx", "internal/rundir"},
	{"biaxial", "baselines", "baselines/harmony", "baselines/performance", "baselines/pianoroll", "baselines/tokens"},
	{"baselines/sequence", "baselines/velocity"},
	{"loss", "internal/control", "internal/metrics", "internal/musiccache", "internal/solver"},
	{"features/dynamics"},
	{"features"},
	{"features/abc", "features/midi", "features/musicxml", "internal/sound", "internal/nn"},
	{"features/score", "features/splitmix", "features/starter", "features/internal/faults", "features/internal/growth", "features/internal/passages", "features/internal/pickle", "features/internal/similar", "internal/kernel/asm", "internal/browsertest", "internal/filetest", "internal/packfile", "internal/precisiontest"},
	{"internal/searchfigure"},
	{"internal/atomicfile", "internal/commandline", "internal/kernel", "internal/figure", "internal/loopback", "internal/search", "internal/slurm", "internal/tensorboard", "internal/texttable"},
	{"internal/categorical", "internal/console", "internal/cputime", "internal/diskspace", "internal/exit", "internal/memory", "internal/nearest", "internal/notify", "internal/parallel", "internal/pitch",
		"internal/figure/lettering", "internal/safetensors", "internal/setting"},
}

func TestLayers(t *testing.T) {
	layer := map[string]int{}
	for i, names := range layers {
		for _, name := range names {
			layer[name] = i
		}
	}
	err := filepath.WalkDir("..", func(file string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if entry.IsDir() && (strings.HasPrefix(entry.Name(), ".") && entry.Name() != ".." || entry.Name() == "testdata") {
			return fs.SkipDir
		}
		if !strings.HasSuffix(file, ".go") || strings.HasSuffix(file, "_test.go") {
			return nil
		}
		name := path.Dir(strings.TrimPrefix(filepath.ToSlash(file), "../"))
		own, ok := layer[name]
		if !ok {
			t.Errorf("%s belongs to no layer; add it to the list in this test", name)
			return nil
		}
		f, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.ImportsOnly)
		if err != nil {
			return err
		}
		for _, spec := range f.Imports {
			text, _ := strconv.Unquote(spec.Path.Value)
			imported, ours := strings.CutPrefix(text, "workbench/")
			if ours && layer[imported] <= own {
				t.Errorf("%s imports %s, which is not in a lower layer", file, imported)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}
