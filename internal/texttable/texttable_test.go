package texttable

import (
	"encoding/csv"
	"errors"
	"io"
	"slices"
	"strings"
	"testing"
)

// write returns what one of the writers makes of a table.
func write(t *testing.T, writer func(io.Writer) error) string {
	t.Helper()
	var b strings.Builder
	if err := writer(&b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestColumnsAlignByDisplayWidth(t *testing.T) {
	table := New(Left("piece"), Right("nats"))
	table.Add("月光", "2.5")
	table.Add("e\u0301tude", "12.25") // an e with a combining accent
	table.Add("Этюд", "3")
	want := "piece   nats\n────────────\n月光     2.5\ne\u0301tude  12.25\nЭтюд       3\n"
	if got := write(t, table.WriteText); got != want {
		t.Errorf("got\n%swant\n%s", got, want)
	}
}

// A name in a run directory must not move the cursor, ring the bell or break a line, whatever the format.
func TestControlCharactersAreEscaped(t *testing.T) {
	table := New(Left("run\x07"), Left("note"))
	table.Add("\x1b[2Jgone", "one\ntwo\r\ttab")
	table.Add("c1\u009b31m", "bidi\u202eover, line\u2028sep, bad\xff")
	for name, writer := range map[string]func(io.Writer) error{"text": table.WriteText, "Markdown": table.WriteMarkdown, "CSV": table.WriteCSV} {
		got := write(t, writer)
		for _, bad := range []string{"\x1b", "\x07", "\r", "\t", "\u009b", "\u202e", "\u2028", "\xff", "one\ntwo"} {
			if strings.Contains(got, bad) {
				t.Errorf("%s contains %q:\n%q", name, bad, got)
			}
		}
	}
	text := write(t, table.WriteText)
	for _, want := range []string{`\x1b[2Jgone`, `one\ntwo\r\ttab`, `c1\u009b31m`, `bidi\u202eover`, `bad\xff`, `run\a`} {
		if !strings.Contains(text, want) {
			t.Errorf("no %s in\n%s", want, text)
		}
	}
	if lines := strings.Count(text, "\n"); lines != 4 {
		t.Errorf("%d lines, not 4:\n%s", lines, text)
	}
}

func TestMarkdownIsLiteral(t *testing.T) {
	for text, want := range map[string]string{
		"a*b_c*<i>d":      `a\*b_c\*&lt;i>d`,
		"learning_rate":   "learning_rate",
		"_private_":       `\_private\_`,
		"a|b":             `a\|b`,
		`C:\music`:        `C:\\music`,
		"[x](y) `z` ~u~":  "\\[x\\](y) \\`z\\` \\~u\\~",
		"&lt; costs $5$":  `&amp;lt; costs \$5\$`,
		"two\nlines":      `two\\nlines`,
		"Прелюдия_и_фуга": "Прелюдия_и_фуга",
	} {
		if got := Markdown(text); got != want {
			t.Errorf("%q: got %s, want %s", text, got, want)
		}
	}
}

func TestMarkdownCells(t *testing.T) {
	table := &Table{Columns: []Column{{Title: "run"}, {Title: "best", Unit: "nats/step", Right: true}, {Group: "optimizer", Title: "epsilon", Right: true}}}
	table.Add("a", "2.142*", "1e-08")
	want := "| run | best (nats/step) | optimizer.epsilon |\n| :-- | --: | --: |\n| a | 2.142\\* | 1e-08 |\n"
	if got := write(t, table.WriteMarkdown); got != want {
		t.Errorf("got\n%swant\n%s", got, want)
	}
}

func TestCSVReadsBack(t *testing.T) {
	table := &Table{Columns: []Column{{Title: "run"}, {Title: "best", Unit: "nats/step", Key: "valid_nll"}, {Group: "model", Title: "kind"}}}
	table.Add(`a "quoted", name`, "2.1424871", "biaxial")
	table.Add("short")
	got, err := csv.NewReader(strings.NewReader(write(t, table.WriteCSV))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	want := [][]string{{"run", "valid_nll", "model.kind"}, {`a "quoted", name`, "2.1424871", "biaxial"}, {"short", "", ""}}
	if !slices.EqualFunc(got, want, slices.Equal) {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestTextHeaderOfTwoLines(t *testing.T) {
	table := &Table{Columns: []Column{{Title: "run"}, {Title: "best", Unit: "nats/step", Right: true}, {Group: "optimizer", Title: "epsilon", Right: true}}}
	table.Add("a", "2.142", "1e-08")
	table.Add("b", "13.750", "1e-06")
	want := `run       best  optimizer.
     nats/step     epsilon
──────────────────────────
a        2.142       1e-08
b       13.750       1e-06
`
	if got := write(t, table.WriteText); got != want {
		t.Errorf("got\n%swant\n%s", got, want)
	}
	if width := table.Width(); width != 26 {
		t.Errorf("width %d, not 26", width)
	}
}

func TestFitDropsColumnsAtTheRight(t *testing.T) {
	table := New(Left("a long first column"), Left("second"), Left("third"))
	table.Add("x", "y", "z")
	for _, c := range []struct {
		width int
		left  []string
	}{{80, nil}, {34, nil}, {33, []string{"third"}}, {5, []string{"second", "third"}}} {
		fitting, left := table.Fit(c.width)
		if !slices.Equal(left, c.left) || len(fitting.Columns)+len(left) != 3 {
			t.Errorf("width %d: %d columns, left out %q, want %q", c.width, len(fitting.Columns), left, c.left)
		}
		if got := fitting.Width(); got > max(c.width, 19) {
			t.Errorf("width %d: the table takes %d", c.width, got)
		}
	}
}

type fullDisk struct{}

func (fullDisk) Write([]byte) (int, error) { return 0, errors.New("disk full") }

func TestWriteErrorsAreReported(t *testing.T) {
	table := New(Left("a"))
	table.Add("b")
	for name, writer := range map[string]func(io.Writer) error{"text": table.WriteText, "Markdown": table.WriteMarkdown, "CSV": table.WriteCSV} {
		if err := writer(fullDisk{}); err == nil || !strings.Contains(err.Error(), "disk full") {
			t.Errorf("%s: error %v", name, err)
		}
	}
}

func TestTooManyCells(t *testing.T) {
	defer func() {
		if r := recover(); r != "texttable: a row of 2 cells in a table of 1 columns" {
			t.Errorf("panic %v", r)
		}
	}()
	New(Left("a")).Add("b", "c")
}
