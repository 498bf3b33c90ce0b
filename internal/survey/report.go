package survey

import (
	"fmt"
	"io"
	"maps"
	"math"
	"slices"

	"workbench/internal/console"
	"workbench/internal/metrics"
	"workbench/internal/texttable"
)

// Print writes the results as text.
func (r *Results) Print(w io.Writer) error {
	n := r.Listeners
	fmt.Fprintf(w, "%s\n%s started, %d finished; %d of them failed the sound check; %d evaluated\n\n", console.Printable(r.Study), console.Count(n.Started, "listener"),
		n.Finished, n.FailedCheck, n.Evaluated)
	if n.Evaluated == 0 {
		_, err := fmt.Fprintln(w, "nothing to evaluate yet; -all includes listeners who have not finished or failed the sound check")
		return err
	}
	parts := []func(io.Writer) error{r.printRatings, r.printExcerpts, r.printDeepJammer}
	if r.Design == Pairs {
		parts = []func(io.Writer) error{r.printStrengths}
	}
	for _, part := range append(parts, r.printDifferences, r.printAgreement, r.printQuestions) {
		if err := part(w); err != nil {
			return err
		}
	}
	return nil
}

// within writes an estimate with its interval; a factor of 100 makes it a percentage.
func within(i *metrics.Interval, decimals int, factor float64) string {
	value, low, high := factor*float64(i.Value), factor*float64(i.Low), factor*float64(i.High)
	switch {
	case math.IsNaN(value):
		return "–"
	case math.IsNaN(low):
		return fmt.Sprintf("%.*f", decimals, value)
	}
	return fmt.Sprintf("%.*f (%.*f to %.*f)", decimals, value, decimals, low, decimals, high)
}

func (r *Results) printRatings(w io.Writer) error {
	t := texttable.New(texttable.Left("group"), texttable.Right("excerpts"), texttable.Right("answers"), texttable.Right("mean rating"), texttable.Right("median"),
		texttable.Right("believed human, %"))
	for _, g := range r.Groups {
		t.Add(g.Label, fmt.Sprint(g.Excerpts), fmt.Sprint(g.Answers), within(g.Mean, 1, 1), within(g.Median, 1, 1), within(g.Human, 0, 100))
	}
	return writeTable(w, "Ratings from 0 to 10, with 95 % intervals over listeners and excerpts", t)
}

func (r *Results) printExcerpts(w io.Writer) error {
	t := texttable.New(texttable.Left("excerpt"), texttable.Left("group"), texttable.Left("source"), texttable.Right("mean rating"), texttable.Right("believed human, %"))
	for _, e := range r.Excerpts {
		t.Add(e.ID, e.Label, e.Source, within(&e.Mean, 1, 1), within(&e.Human, 0, 100))
	}
	return writeTable(w, "Excerpts, with intervals over listeners", t)
}

func (r *Results) printStrengths(w io.Writer) error {
	t := texttable.New(texttable.Left("group"), texttable.Right("excerpts"), texttable.Right("pairs"), texttable.Right("won"), texttable.Right("strength"))
	for _, g := range r.Groups {
		t.Add(g.Label, fmt.Sprint(g.Excerpts), fmt.Sprint(g.Answers), fmt.Sprint(g.Won), within(g.Strength, 2, 1))
	}
	return writeTable(w, "Bradley–Terry strengths (logarithms, mean 0), with 95 % intervals over listeners and excerpts", t)
}

func (r *Results) printDifferences(w io.Writer) error {
	if len(r.Differences) == 0 {
		return nil
	}
	title, decimals, factor := "Differences of mean ratings", 1, 1.0
	if r.Design == Pairs {
		title, decimals, factor = "Probability that the first is preferred, %", 0, 100
	}
	t := texttable.New(texttable.Left("first"), texttable.Left("second"), texttable.Right("value"))
	for _, d := range r.Differences {
		t.Add(d.First, d.Second, within(&d.Value, decimals, factor))
	}
	return writeTable(w, title, t)
}

func (r *Results) printAgreement(w io.Writer) error {
	t := texttable.New(texttable.Left("question"), texttable.Right("alpha"))
	for _, name := range slices.Sorted(maps.Keys(r.Agreement)) {
		text := "–"
		if a := float64(r.Agreement[name]); !math.IsNaN(a) {
			text = fmt.Sprintf("%.2f", a)
		}
		t.Add(name, text)
	}
	return writeTable(w, "Agreement of listeners (Krippendorff's alpha: 1 is perfect, 0 is chance)", t)
}

func (r *Results) printQuestions(w io.Writer) error {
	if len(r.Questions) == 0 {
		return nil
	}
	t := texttable.New(texttable.Left("part"), texttable.Left("question"), texttable.Left("answers"))
	for _, q := range r.Questions {
		t.Add(q.Part, q.Name, q.summary())
	}
	return writeTable(w, "Questions of this study (-json has all answers)", t)
}

// summary is what fits into a line.
func (r *QuestionResult) summary() (text string) {
	switch n := len(r.Values); {
	case n > 0:
		return fmt.Sprintf("%d: median %g, from %g to %g", n, metrics.Median(r.Values), r.Values[0], r.Values[n-1])
	case r.Texts != nil:
		return console.Count(len(r.Texts), "text")
	}
	for _, answer := range slices.Sorted(maps.Keys(r.Counts)) {
		text += fmt.Sprintf("%s: %d  ", answer, r.Counts[answer])
	}
	return text
}

func writeTable(w io.Writer, title string, t *texttable.Table) error {
	fmt.Fprintf(w, "%s\n\n", title)
	if err := t.WriteText(w); err != nil {
		return err
	}
	_, err := fmt.Fprintln(w)
	return err
}
