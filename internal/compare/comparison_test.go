package compare

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"workbench/internal/filetest"
	"workbench/internal/piecelosses"
	"workbench/internal/rundir"
)

// writeRun makes a run directory by hand. Its validation loss is best at epoch 2 and 1 nat higher at epoch 3.
func writeRun(t testing.TB, dir string, seed uint64, best float64, settings string) string {
	t.Helper()
	info, err := json.Marshal(rundir.Info{Status: rundir.Finished, Epoch: 3, Best: &rundir.Best{Epoch: 2, NLL: best}, Seed: seed, Corpus: "c0ffee",
		Counts: rundir.Counts{"parameters": 1234}, Marginal: 20, Session: rundir.Session{Code: rundir.Code{Commit: "abc"}}})
	if err != nil {
		t.Fatal(err)
	}
	write(t, filepath.Join(dir, rundir.InfoFile), string(info))
	write(t, rundir.ConfigPath(dir), fmt.Sprintf("name = \"n%d\"\nseed = %d\n%s\n[train]\nepochs = 3\n", seed, seed, settings))
	var rows strings.Builder
	for _, m := range []rundir.Metric{
		{Epoch: 0, Split: rundir.Valid, NLL: 1}, // before training: never the best
		{Epoch: 1, Split: rundir.Train, NLL: 30, Seconds: 4},
		{Epoch: 2, Split: rundir.Train, NLL: 28, Seconds: 2},
		{Epoch: 2, Split: rundir.Valid, NLL: best},
		{Epoch: 3, Split: rundir.Train, NLL: 29, Seconds: 9},
		{Epoch: 3, Split: rundir.Valid, NLL: best + 1},
	} {
		line, err := m.Encode()
		if err != nil {
			t.Fatal(err)
		}
		rows.Write(line)
	}
	write(t, rundir.MetricsPath(dir), rows.String())
	return dir
}

func readAll(t *testing.T, path string) string {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

func write(t testing.TB, path, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o666); err != nil {
		t.Fatal(err)
	}
}

func compare(t testing.TB, fold bool, paths ...string) *Comparison {
	t.Helper()
	c, err := Runs(paths, fold)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// rows are the groups as "NAME×RUNS".
func rows(c *Comparison) []string {
	var names []string
	for _, g := range c.Groups {
		names = append(names, fmt.Sprintf("%s×%d", g.Name, len(g.Runs)))
	}
	return names
}

func wantList(t *testing.T, what string, got []string, want ...string) {
	t.Helper()
	if !slices.Equal(got, want) {
		t.Errorf("%s: %q, want %q", what, got, want)
	}
}

func TestSummarize(t *testing.T) {
	dir := writeRun(t, filepath.Join(t.TempDir(), "a"), 7, 15, "x = 0.5")
	f, err := os.OpenFile(rundir.MetricsPath(dir), os.O_APPEND|os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	f.WriteString(`{"epoch":4,"split":"tr`) // torn
	f.Close()
	s, err := Summarize(dir)
	if err != nil {
		t.Fatal(err)
	}
	got, _ := json.Marshal(s)
	want := fmt.Sprintf(`{"dir":%q,"name":%[1]q,"status":"finished","epoch":3,"epochs":3,"best":{"epoch":2,"nll":15},"last_valid":{"epoch":3,"nll":16},`+
		`"train_nll":29,"unit":"step","units_per_step":1,"units_per_note":null,"marginal_nll":20,"baseline_nll":20,"baseline":"each key's own frequency","parameters":1234,"seconds_per_epoch":4,"seed":7,"commit":"abc","dirty":false,"corpus":"c0ffee",`+
		`"config":{"name":"n7","seed":7,"train.epochs":3,"x":0.5}}`, dir)
	if string(got) != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

// A damaged line in the middle is left out with a warning; the run stays.
func TestDamagedMetricsLine(t *testing.T) {
	dir := writeRun(t, filepath.Join(t.TempDir(), "a"), 1, 5, "")
	lines := strings.SplitAfter(readAll(t, rundir.MetricsPath(dir)), "\n")
	write(t, rundir.MetricsPath(dir), strings.Join(slices.Insert(lines, 3, "{\"epoch\":2,\"split\":\"valid\",\x00\n"), ""))
	c, err := Runs([]string{dir}, true)
	if err != nil || len(c.Warnings) != 1 || !strings.Contains(c.Warnings[0], "metrics.jsonl:4: left out a damaged line") {
		t.Fatal(c, err)
	}
	if s := c.Runs[0]; s.Best.NLL != 5 || s.LastValid.Epoch != 3 || s.Epoch != 3 {
		t.Errorf("%+v", s)
	}
}

// A run of 25 epochs with losses 1 … 25 has the median 20.5 in its last ten, whether or not another line is torn.
func TestSummarizeLastTenEpochs(t *testing.T) {
	for _, torn := range []string{"", `{"epoch":26`} {
		dir := writeRun(t, filepath.Join(t.TempDir(), "a"), 1, 15, "")
		var lines strings.Builder
		for epoch := 1; epoch <= 25; epoch++ {
			fmt.Fprintf(&lines, `{"epoch":%d,"split":"train","nll":%[1]d,"play":1,"seconds":%[1]d}`+"\n", epoch)
		}
		write(t, rundir.MetricsPath(dir), lines.String()+torn)
		s, err := Summarize(dir)
		if err != nil {
			t.Fatal(err)
		}
		if *s.TrainNLL != 20.5 || *s.SecondsPerEpoch != 20.5 || s.Epoch != 25 || s.LastValid != nil {
			t.Errorf("torn %q: %v nats, %v s, epoch %d, last validation %v", torn, *s.TrainNLL, *s.SecondsPerEpoch, s.Epoch, s.LastValid)
		}
	}
}

func TestSummarizeWithoutMetrics(t *testing.T) {
	dir := t.TempDir()
	write(t, rundir.ConfigPath(dir), "x = nan\ny = [1.0, inf]\n")
	write(t, filepath.Join(dir, rundir.InfoFile), `{"status":"running"}`)
	s, err := Summarize(dir)
	if err != nil {
		t.Fatal(err)
	}
	if s.Status != rundir.Dead || s.Epochs != nil || s.Best != nil || s.LastValid != nil || s.TrainNLL != nil || s.Marginal != nil || s.Parameters != nil || s.SecondsPerEpoch != nil {
		t.Errorf("%+v", s)
	}
	if _, err := json.Marshal(s); err != nil {
		t.Error(err)
	}
}

func TestCompareFinds(t *testing.T) {
	top := t.TempDir()
	a := writeRun(t, filepath.Join(top, "one", "a"), 1, 11, "x = 1")
	writeRun(t, filepath.Join(top, "one", "b"), 1, 12, "x = 2")
	writeRun(t, filepath.Join(top, "two", "deep", "a"), 1, 13, "x = 3")
	write(t, filepath.Join(top, "one", "README"), "not a run")
	if err := os.Symlink(a, filepath.Join(top, "two", "link")); err != nil {
		t.Skip(err)
	}
	tests := map[string]struct {
		paths []string
		want  []string
	}{
		"run":              {[]string{a}, []string{"a×1"}},
		"same run thrice":  {[]string{a, a + "/", filepath.Join(top, "two", "link")}, []string{"a×1"}},
		"parent":           {[]string{filepath.Join(top, "one")}, []string{"a×1", "b×1"}},
		"parent of parent": {[]string{top}, []string{"one/a×1", "b×1", "deep/a×1"}},
		"pattern":          {[]string{filepath.Join(top, "one", "*")}, []string{"a×1", "b×1"}},
		"parent and run":   {[]string{a, filepath.Join(top, "one")}, []string{"a×1", "b×1"}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			c := compare(t, true, test.paths...)
			wantList(t, "rows", rows(c), test.want...)
			wantList(t, "warnings", c.Warnings)
		})
	}
}

func TestCompareFindsNothing(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "file")
	write(t, file, "")
	for _, path := range []string{dir, file, filepath.Join(dir, "none"), filepath.Join(dir, "x*"), filepath.Join(dir, "[")} {
		_, err := Runs([]string{path}, true)
		filetest.WantError(t, err, path)
	}
}

func TestCompareWarns(t *testing.T) {
	top := t.TempDir()
	writeRun(t, filepath.Join(top, "good"), 1, 11, "")
	damage := func(name, file, text string) {
		write(t, filepath.Join(writeRun(t, filepath.Join(top, name), 1, 11, ""), file), text)
	}
	damage("bad-config", rundir.ConfigFile, "x = ")
	damage("bad-info", rundir.InfoFile, `{"stat`)
	damage("bad-metrics", rundir.MetricsFile, "{\n{}\n")
	damage("bad-losses", piecelosses.File, "[]")
	write(t, filepath.Join(top, "foreign", "notes.txt"), "")
	write(t, filepath.Join(top, "half", rundir.MetricsFile), "")
	write(t, filepath.Join(top, ".hidden", "x"), "")
	for name, file := range map[string]string{"no-config": rundir.ConfigFile, "no-info": rundir.InfoFile} {
		if err := os.Remove(filepath.Join(writeRun(t, filepath.Join(top, name), 1, 11, ""), file)); err != nil {
			t.Fatal(err)
		}
	}
	c := compare(t, true, top)
	wantList(t, "rows", rows(c), "bad-losses×1", "bad-metrics×1", "good×1")
	want := []string{"bad-losses/validation.json", "bad-config/config.toml", "bad-info/run.json", "bad-metrics/metrics.jsonl:1", "foreign", "half", "no-config", "no-info"}
	if len(c.Warnings) != len(want) {
		t.Errorf("%d warnings, want %d:\n%s", len(c.Warnings), len(want), strings.Join(c.Warnings, "\n"))
	}
	all := strings.Join(c.Warnings, "\n")
	for _, part := range want {
		if !strings.Contains(all, filepath.Join(top, filepath.FromSlash(part))) {
			t.Errorf("no warning of %s in\n%s", part, all)
		}
	}
}

// A folder that holds no runs itself may hold anything beside the folder of the runs.
func TestCompareIsQuietAboutOtherFolders(t *testing.T) {
	top := t.TempDir()
	writeRun(t, filepath.Join(top, "runs", "a"), 1, 11, "")
	write(t, filepath.Join(top, "src", "main.go"), "")
	wantList(t, "warnings", compare(t, true, top).Warnings)
}

// A sweep has figures and the files of Slurm beside its runs; other folders there should be runs.
func TestCompareIsQuietAboutFoldersOfASweep(t *testing.T) {
	top := t.TempDir()
	writeRun(t, filepath.Join(top, "trial-001"), 1, 11, "")
	write(t, filepath.Join(top, "figures", "progress.png"), "")
	write(t, filepath.Join(top, "slurm", "job.sh"), "")
	wantList(t, "warnings", compare(t, true, top).Warnings)
	write(t, filepath.Join(top, "trial-002", "log.txt"), "")
	if warnings := compare(t, true, top).Warnings; len(warnings) != 1 || !strings.Contains(warnings[0], "trial-002") {
		t.Errorf("warnings %q, want one of trial-002", warnings)
	}
}

func TestCompareFolds(t *testing.T) {
	top := t.TempDir()
	for i, best := range []float64{12, 10, 17} {
		writeRun(t, filepath.Join(top, fmt.Sprintf("slow-%d", i+9)), uint64(i), best, "x = 1\n[data]\nmidi = \"/home/"+fmt.Sprint(i)+"\"")
	}
	writeRun(t, filepath.Join(top, "again"), 1, 10.5, "x = 1") // seed 1 once more
	writeRun(t, filepath.Join(top, "fast"), 1, 9, "x = 2")
	c := compare(t, true, top)
	wantList(t, "rows", rows(c), "fast×1", "slow-10×1", "slow-9 …×3")
	wantList(t, "keys", c.Keys, "x")
	wantList(t, "rows unfolded", rows(compare(t, false, top)), "fast×1", "slow-10×1", "again×1", "slow-9×1", "slow-11×1")

	if err := os.RemoveAll(filepath.Join(top, "again")); err != nil {
		t.Fatal(err)
	}
	c = compare(t, true, top)
	wantList(t, "rows", rows(c), "fast×1", "slow×3")
	if got, want := *c.Groups[1].Best, (Spread{Median: 12, Min: 10, Max: 17, Runs: 3}); got != want {
		t.Errorf("spread %+v, want %+v", got, want)
	}
	if got, want := c.Groups[1].Seeds, []uint64{0, 1, 2}; !slices.Equal(got, want) {
		t.Errorf("seeds %v, want %v", got, want)
	}
}

func TestDifferencesOfTwoRuns(t *testing.T) {
	top := t.TempDir()
	a := writeRun(t, filepath.Join(top, "a"), 1, 12, "x = [1, 2]\ny = 1")
	b := writeRun(t, filepath.Join(top, "b"), 2, 11, "x = [1, 3]\ny = 1\nz = true")
	write(t, filepath.Join(b, rundir.InfoFile), `{"status":"finished","code":{"commit":"def","dirty":true},"corpus":"c0ffee","counts":{"parameters":1234,"train_pieces":3},"marginal_nll":20}`)
	c := compare(t, true, a, b)
	got, err := json.Marshal(c.Differences)
	if err != nil {
		t.Fatal(err)
	}
	want := fmt.Sprintf(`{"a":%q,"b":%q,"config":[{"key":"name","a":"n1","b":"n2"},{"key":"seed","a":1,"b":2},{"key":"x","a":[1,2],"b":[1,3]},{"key":"z","a":null,"b":true}],`+
		`"code":[{"key":"commit","a":"abc","b":"def"},{"key":"uncommitted changes","a":"false","b":"true"}],"corpus":[{"key":"train_pieces","a":null,"b":3}]}`, a, b)
	if string(got) != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	if c := compare(t, true, a); c.Differences != nil {
		t.Error("one run has differences")
	}
	if c.Top(1); c.Differences != nil {
		t.Error("the first of two rows has differences")
	}
}

func TestConfigText(t *testing.T) {
	for want, value := range map[string]any{
		"": nil, "0.001": 0.001, "1e-08": 1e-8, "1": 1.0, "300": int64(300), "[300, 100]": []any{int64(300), int64(100)}, "a b": "a b", "true": true,
	} {
		if got := ConfigText(value); got != want {
			t.Errorf("ConfigText(%#v) = %q, want %q", value, got, want)
		}
	}
}

// replaceInfo changes a text in run.json.
func replaceInfo(t *testing.T, dir, old, new string) {
	t.Helper()
	path := filepath.Join(dir, rundir.InfoFile)
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	write(t, path, strings.ReplaceAll(string(data), old, new))
}

// TestNamesAreEscaped: control characters do not reach the terminal, and Markdown shows a name literally.
func TestNamesAreEscaped(t *testing.T) {
	top := t.TempDir()
	writeRun(t, filepath.Join(top, "a*b_c*<i>d|e"), 1, 11, "x = \"\\u001b[31m\"")
	writeRun(t, filepath.Join(top, "b"), 1, 12, "x = \"plain\"")
	table, err := NewTable(compare(t, true, top), Selection{})
	if err != nil {
		t.Fatal(err)
	}
	for format, want := range map[string]string{"text": `\x1b[31m`, "md": `| a\*b_c\*&lt;i>d\|e |`, "csv": `\x1b[31m`} {
		at := slices.IndexFunc(Formats, func(f Format) bool { return f.Name == format })
		data, err := Formats[at].Render(table)
		if err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(string(data), want) || strings.ContainsRune(string(data), '\x1b') {
			t.Errorf("%s: no %q in\n%q", format, want, data)
		}
	}
}

// TestTableFitsTheTerminal: what does not fit is named, and -wide shows it.
func TestTableFitsTheTerminal(t *testing.T) {
	top := t.TempDir()
	for i, kind := range []string{"biaxial", "tokens"} {
		writeRun(t, filepath.Join(top, kind), 1, float64(11+i), fmt.Sprintf("[model]\nkind = %q\n[%s]\nonly = 1\n", kind, kind))
	}
	render := func(s Selection) string { return text(t, compare(t, true, top), s) }
	narrow := render(Selection{Width: 60})
	head, _, _ := strings.Cut(narrow, "\n\n")
	for line := range strings.Lines(head) {
		if n := len([]rune(strings.TrimRight(line, "\n"))); n > 60 {
			t.Errorf("a line of %d characters: %s", n, line)
		}
	}
	if !strings.Contains(narrow, "Left out to fit 60 characters: status, at, last, at, time; -wide shows all") || !strings.Contains(head, "model.") {
		t.Errorf("the note does not name what was left out, or a key that differs was:\n%s", narrow)
	}
	if all, _, _ := strings.Cut(render(Selection{}), "\ndifferences"); strings.Contains(all, "biaxial.") || !strings.Contains(all, "2 config keys that only some") {
		t.Errorf("keys of one kind are shown:\n%s", all)
	}
	for name, wide := range map[string]string{"-wide": render(Selection{Wide: true}), "-keep": render(Selection{Keep: []string{"*.only"}})} {
		if !strings.Contains(wide, "biaxial.") || !strings.Contains(wide, "tokens.") {
			t.Errorf("%s does not show keys of one kind:\n%s", name, wide)
		}
	}
}

// Patches that differ are shown, with the files that they change.
func TestPatchesAreCompared(t *testing.T) {
	summary := func(patch string) *Summary {
		dir := t.TempDir()
		if err := os.WriteFile(filepath.Join(dir, "code.patch"), []byte(patch), 0o666); err != nil {
			t.Fatal(err)
		}
		return &Summary{Dir: dir, info: rundir.Info{Session: rundir.Session{Code: rundir.Code{Commit: "c", Dirty: true, Patch: "code.patch"}}}}
	}
	patch := "diff --git a/loss/nll.go b/loss/nll.go\n--- a/loss/nll.go\n+++ b/loss/nll.go\n@@ -1 +1 @@\n-old\n+new\n"
	a, b := summary(patch), summary(strings.Replace(patch, "+new", "+newer", 1))
	list := differences(a, b).Code
	if len(list) != 1 || list[0].Key != "patch" || !strings.Contains(ConfigText(list[0].A), "loss/nll.go +1 -1") {
		t.Errorf("%+v", list)
	}
	if list := differences(a, summary(patch)).Code; len(list) != 0 {
		t.Errorf("equal patches: %+v", list)
	}
}
