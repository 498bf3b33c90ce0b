package rundir

import (
	"encoding/json"
	"math"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"syscall"
	"testing"
	"workbench/internal/filetest"
)

func TestMetricsLines(t *testing.T) {
	r := newRun(t)
	for _, m := range []Metric{
		{Epoch: 1, Split: Train, NLL: 10.5, Parts: []Part{{"play", 8}, {"articulate", 2.5}}, GradNorm: new(0.0), Seconds: 3},
		{Epoch: 1, Split: Valid, NLL: 9.25, Parts: []Part{{"play", 9.25}}, Seconds: 4},
	} {
		if err := r.AppendMetric(m); err != nil {
			t.Fatal(err)
		}
	}
	filetest.WantFile(t, MetricsPath(r.Dir),
		`{"epoch":1,"split":"train","nll":10.5,"play":8,"articulate":2.5,"grad_norm":0,"seconds":3}`+"\n"+
			`{"epoch":1,"split":"valid","nll":9.25,"play":9.25,"seconds":4}`+"\n")
	got, warning, err := ReadMetrics(MetricsPath(r.Dir))
	if err != nil || warning != "" {
		t.Fatal(warning, err)
	}
	if len(got) != 2 || !slices.Equal(got[0].Parts, []Part{{"play", 8}, {"articulate", 2.5}}) || *got[0].GradNorm != 0 ||
		!slices.Equal(got[1].Parts, []Part{{"play", 9.25}}) || got[1].GradNorm != nil || got[1].NLL != 9.25 {
		t.Errorf("read back %+v", got)
	}
}

// A model may divide its loss into any number of parts of any names.
func TestMetricsOfAnyParts(t *testing.T) {
	r := newRun(t)
	parts := []Part{{"repeat", 3}, {"onset", 1.5}, {`a "b"`, -0.25}}
	if err := r.AppendMetric(Metric{Epoch: 2, Split: Train, NLL: 4.25, Parts: parts, Seconds: 1}); err != nil {
		t.Fatal(err)
	}
	filetest.WantFile(t, MetricsPath(r.Dir),
		`{"epoch":2,"split":"train","nll":4.25,"repeat":3,"onset":1.5,"a \"b\"":-0.25,"seconds":1}`+"\n")
	got, _, err := ReadMetrics(MetricsPath(r.Dir))
	if err != nil || len(got) != 1 || !slices.Equal(got[0].Parts, parts) {
		t.Errorf("read back %+v (%v)", got, err)
	}
}

// Fields that a later version adds are no parts unless they are numbers.
func TestMetricsOfAnotherVersion(t *testing.T) {
	var m Metric
	text := `{"seconds":2,"onset":1,"note":"new","list":[1,{"a":2}],"epoch":7,"nll":3,"grad_norm":null,"split":"valid"}`
	if err := json.Unmarshal([]byte(text), &m); err != nil {
		t.Fatal(err)
	}
	want := Metric{Epoch: 7, Split: Valid, NLL: 3, Parts: []Part{{"onset", 1}}, Seconds: 2}
	if !reflect.DeepEqual(m, want) {
		t.Errorf("%+v, want %+v", m, want)
	}
}

func TestPartNamedLikeAField(t *testing.T) {
	defer func() {
		if recover() == nil {
			t.Error("no panic: the line would have two fields of one name")
		}
	}()
	Metric{Parts: []Part{{"seconds", 1}}}.Encode()
}

func TestMetricsRefuseWhatIsNotANumber(t *testing.T) {
	r := newRun(t)
	tests := map[string]Metric{
		"nll is NaN":          {NLL: math.NaN()},
		"play is +Inf":        {Parts: []Part{{"play", math.Inf(1)}}},
		"articulate is NaN":   {Parts: []Part{{"play", 1}, {"articulate", math.NaN()}}},
		"grad_norm is -Inf":   {GradNorm: new(math.Inf(-1))},
		"seconds is NaN":      {Seconds: math.NaN()},
		"epoch 7, valid: nll": {Epoch: 7, Split: Valid, NLL: math.NaN()},
	}
	for want, m := range tests {
		filetest.WantError(t, r.AppendMetric(m), MetricsPath(r.Dir), want)
	}
	filetest.WantFile(t, MetricsPath(r.Dir), "")
}

func TestReadMetricsDamage(t *testing.T) {
	const row1, row2 = `{"epoch":1,"nll":2}`, `{"epoch":2,"nll":1}`
	tests := map[string]struct {
		text    string
		epochs  []int
		warning string // a part of it, after the path
	}{
		"empty":             {"", nil, ""},
		"whole":             {row1 + "\n" + row2 + "\n", []int{1, 2}, ""},
		"only newline lost": {row1 + "\n" + row2, []int{1, 2}, ""},
		"torn":              {row1 + "\n" + row2[:9], []int{1}, ":2: left out an incomplete last line"},
		"zeros at the end":  {row1 + "\n\x00\x00", []int{1}, ":2: left out an incomplete last line"},
		"zeros within":      {row1 + "\n\x00\x00\n" + row2 + "\n", []int{1, 2}, ":2: left out"},
		"broken line":       {row1 + "\n" + row2[:9] + "\n" + row2 + "\n", []int{1, 2}, ":2: left out"},
		"blank line":        {row1 + "\n\n" + row2 + "\n", []int{1, 2}, ":2: left out"},
		"two lines":         {"\n" + row1 + "\n\n", []int{1}, "(and 1 more)"},
		"wrong type":        {`{"epoch":"one"}` + "\n", nil, ":1: left out a damaged line: epoch: "},
		"negative epoch":    {`{"epoch":-5}` + "\n" + row1, []int{1}, ":1: left out a damaged line: epoch -5: must be from 0 to 1000000000"},
		"epoch too large":   {`{"epoch":9000000000000000000}` + "\n" + row1, []int{1}, ":1: left out a damaged line: epoch 9000000000000000000: must"},
		"null":              {"null\n" + row1, []int{1}, ":1: left out"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "metrics.jsonl")
			filetest.Write(t, path, test.text)
			metrics, warning, err := ReadMetrics(path)
			if err != nil {
				t.Fatal(err)
			}
			var epochs []int
			for _, m := range metrics {
				epochs = append(epochs, m.Epoch)
			}
			if !reflect.DeepEqual(epochs, test.epochs) {
				t.Errorf("epochs %v, want %v", epochs, test.epochs)
			}
			if test.warning == "" && warning != "" || !strings.Contains(warning, test.warning) || test.warning != "" && !strings.HasPrefix(warning, path+":") {
				t.Errorf("warning %q, want %q", warning, test.warning)
			}
		})
	}
}

// Damage to metrics.jsonl does not keep a run with sound checkpoints from being resumed, and is not lost.
func TestResumePastDamagedMetrics(t *testing.T) {
	r := newRun(t)
	if err := r.Close(); err != nil {
		t.Fatal(err)
	}
	const row1, row2, row3 = `{"epoch":1,"nll":2}`, `{"epoch":2,"nll":1}`, `{"epoch":3,"nll":1}`
	filetest.Write(t, MetricsPath(r.Dir), row1+"\n\n\x00\x00\n"+row2+"\n"+row3+"\n")
	r, err := Open(r.Dir)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	if err := r.Resume(&Checkpoint{Epoch: 2}); err != nil {
		t.Fatal(err)
	}
	filetest.WantFile(t, MetricsPath(r.Dir), row1+"\n"+row2+"\n")
	log, err := os.ReadFile(filepath.Join(r.Dir, logFile))
	if want := `removed damaged line 3 of metrics.jsonl: "\x00\x00"`; err != nil || !strings.Contains(string(log), want) {
		t.Errorf("the log %q lacks %q (%v)", log, want, err)
	}
}

func TestTruncateMetrics(t *testing.T) {
	rows := []string{`{"epoch":0}`, `{"epoch":1, "from":"a newer version"}`, `{"epoch":3}`, `{"epoch":2}`}
	all := rows[0] + "\n" + rows[1] + "\n" + rows[2] + "\n" + rows[3]
	tests := map[string]struct {
		text  string
		epoch int
		want  string
	}{
		"beyond":    {all + "\n", 2, rows[0] + "\n" + rows[1] + "\n" + rows[3] + "\n"},
		"torn":      {all + "\n" + `{"epo`, 1, rows[0] + "\n" + rows[1] + "\n"},
		"unclosed":  {all, 3, all + "\n"},
		"all":       {all + "\n", -1, ""},
		"only torn": {`{"epo`, 9, ""},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "metrics.jsonl")
			if err := os.WriteFile(path, []byte(test.text), 0o666); err != nil {
				t.Fatal(err)
			}
			if _, err := truncateMetrics(path, test.epoch); err != nil {
				t.Fatal(err)
			}
			filetest.WantFile(t, path, test.want)
		})
	}

	missing := filepath.Join(t.TempDir(), "metrics.jsonl")
	if _, err := truncateMetrics(missing, 3); err != nil {
		t.Fatal(err)
	}
	filetest.WantFile(t, missing, "")
}

func TestTruncateOnAFullDiskKeepsTheRows(t *testing.T) {
	path := filepath.Join(t.TempDir(), "metrics.jsonl")
	const rows = `{"epoch":1}` + "\n" + `{"epoch":2}` + "\n"
	if err := os.WriteFile(path, []byte(rows), 0o666); err != nil {
		t.Fatal(err)
	}
	filetest.BreakDisk(t, filetest.Disk{Free: 4})
	_, err := truncateMetrics(path, 1)
	filetest.WantError(t, err, path, syscall.ENOSPC.Error())
	filetest.WantFile(t, path, rows)
}
