package survey

import (
	"fmt"
	"io"

	"workbench/internal/texttable"
)

// published are the results of Deep Jammer's survey (Svegliato & Witty, 2016): 26 listeners, two segments of
// each network and four of Large, who were told that all were generated. It asked for ratings from 1 to 10,
// and whether a piece could have been composed by a human.
var published = []struct {
	model                string
	rating, sigma, human float64
}{
	{"Large", 6.7, 2.1, 76},
	{"Medium", 6.2, 2.0, 73},
	{"Small", 6.1, 2.1, 67},
	{"Large + dropout", 6.0, 1.9, 69},
	{"Extended training (jazz)", 4.3, 2.0, 40},
	{"Fine-tuning (jazz)", 4.7, 1.7, 48},
	{"Real classical", 8.1, 1.4, 100},
	{"Real jazz", 7.3, 1.6, 92},
}

// printDeepJammer writes the ratings in the form of Deep Jammer's table, above its own.
func (r *Results) printDeepJammer(w io.Writer) error {
	t := texttable.New(texttable.Left("model"), texttable.Right("rating"), texttable.Right("sigma"), texttable.Right("believable, %"), texttable.Right("best piece"))
	for _, g := range r.Groups {
		best := "–"
		for _, e := range r.Excerpts { // the best comes first
			if e.Label == g.Label {
				best = fmt.Sprintf("%.1f", float64(e.Mean.Value))
				break
			}
		}
		t.Add(g.Label, fmt.Sprintf("%.1f", float64(g.Mean.Value)), fmt.Sprintf("%.1f", float64(g.Sigma)), fmt.Sprintf("%.0f", 100*float64(g.Human.Value)), best)
	}
	for _, p := range published {
		t.Add("Deep Jammer: "+p.model, fmt.Sprintf("%.1f", p.rating), fmt.Sprintf("%.1f", p.sigma), fmt.Sprintf("%.0f", p.human))
	}
	return writeTable(w, "In the form of Deep Jammer's table; its survey had 26 listeners, ratings from 1 to 10, and other music", t)
}
