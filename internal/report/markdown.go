package report

import (
	"bytes"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"

	"workbench/internal/atomicfile"
	"workbench/internal/figure"
	"workbench/internal/texttable"
)

// WriteHTML writes the report as one HTML file, all or nothing.
func (r *Report) WriteHTML(path string) error {
	data, err := r.HTML()
	if err != nil {
		return err
	}
	return atomicfile.Write(path, data)
}

// WriteMarkdown writes the report as a Markdown file. Its pictures (SVG) and samples (MIDI, WAV) are in a
// folder beside it: report-files for report.md.
func (r *Report) WriteMarkdown(path string) error {
	m := &markdown{report: r, folder: strings.TrimSuffix(path, filepath.Ext(path)) + "-files", written: map[string][]byte{}}
	if err := m.mayFill(path); err != nil {
		return err
	}
	if m.write(); m.err != nil {
		return m.err
	}
	return atomicfile.Replace(m.folder, m.written, func() error { return atomicfile.Write(path, []byte(m.text.String())) })
}

// mayFill returns an error if the folder exists but the report that it would belong to does not.
func (m *markdown) mayFill(path string) error {
	if err := MayReplace(path); err != nil {
		return err
	}
	_, noReport := os.Stat(path)
	if _, err := os.Stat(m.folder); err == nil && noReport != nil {
		return fmt.Errorf("%s exists, but is not the folder of a report; name another file, or move the folder away", filepath.ToSlash(m.folder))
	}
	return nil
}

// markdown is a report in the making.
type markdown struct {
	report  *Report
	folder  string
	written map[string][]byte // the files in the folder, by name
	text    strings.Builder
	err     error
}

func (m *markdown) line(format string, args ...any) { fmt.Fprintf(&m.text, format+"\n", args...) }

// file adds a file to the folder and returns its address for a link.
func (m *markdown) file(name string, data []byte) string {
	name = strings.Map(func(r rune) rune {
		if strings.ContainsRune(` /\:*?"<>|()[]%#`, r) {
			return '-'
		}
		return r
	}, name)
	const longest = 200 // bytes of a file name; file systems allow 255, and a number or the end of a temporary name may follow
	if extension := filepath.Ext(name); len(name) > longest {
		name = strings.ToValidUTF8(name[:longest-len(extension)], "") + extension
	}
	name = m.free(name, data)
	m.written[name] = data
	return address(filepath.Base(m.folder)) + "/" + address(name)
}

// free returns the name, or the name with -2, -3 … before its extension where another file has it: the files
// of the runs "big run" and "big-run" have equal names.
func (m *markdown) free(name string, data []byte) string {
	extension := filepath.Ext(name)
	numbered := name
	for n := 2; ; n++ {
		if other, taken := m.written[numbered]; !taken || bytes.Equal(other, data) {
			return numbered
		}
		numbered = fmt.Sprintf("%s-%d%s", strings.TrimSuffix(name, extension), n, extension)
	}
}

// address escapes a name as part of a link. PathEscape leaves a colon, which would end a scheme, and an
// ampersand, which may begin an HTML entity.
func address(name string) string {
	return strings.NewReplacer(":", "%3A", "&", "%26").Replace(url.PathEscape(name))
}

func (m *markdown) write() {
	r := m.report
	chosen := r.Listen()
	m.line("%s\n\n# %s\n", markdownMarker, escape(r.Title))
	for _, w := range r.Warnings {
		m.line("> %s\n", escape(w))
	}
	if !r.several() {
		m.line("**%s** – %s\n", escape(r.Runs[0].Status), escape(r.Runs[0].Result))
	}
	m.line("## Curves\n")
	curves, err := r.curves()
	if err != nil {
		m.err = err
		return
	}
	m.line("![%s](%s)\n\n%s\n", escape(curves.Alt), m.file(curves.Name+".svg", figure.SVGFile(curves.SVG)), escape(curves.Caption))
	if r.Table != nil {
		m.line("## Table\n")
		m.table(r.Table)
	}
	for _, run := range r.Runs {
		m.run(run)
	}
	m.line("---\n\n%s Losses are in nats; lower is better. Made on %s.", chosen, r.Made.UTC().Format("2006-01-02 at 15:04 UTC"))
}

func (m *markdown) run(run *Run) {
	if m.report.several() {
		m.line("## %s\n\n**%s** – %s\n", escape(run.Name), escape(run.Status), escape(run.Result))
	}
	for _, problem := range run.Problems {
		m.line("> %s\n", escape(problem))
	}
	m.line("### What was run\n\n| | |\n| :-- | :-- |")
	for _, f := range run.Facts {
		m.line("| %s | %s |", escape(f.Name), escape(f.Value))
	}
	if len(run.Composed) > 0 {
		m.line("\n### Composed pieces\n")
		for _, s := range run.Composed {
			m.sample(s)
		}
	}
	m.line("\n### Samples of the last checkpoint\n")
	if run.Last() == nil {
		m.line("No samples yet.\n")
	} else {
		for _, s := range run.Last().Samples {
			m.sample(s)
		}
	}
	if len(run.Earlier()) > 0 {
		m.line("### Samples of earlier checkpoints\n")
		for _, c := range run.Earlier() {
			m.sample(c.Samples[0])
		}
	}
	if run.Left != "" {
		m.line("%s\n", escape(run.Left))
	}
	if run.Statistics != nil {
		m.line("### Samples and training pieces\n")
		m.table(run.Statistics)
	}
	if run.Config != "" {
		m.config(run.Config)
	}
}

// config writes the config as a code block. Its fence is longer than any in the text.
func (m *markdown) config(text string) {
	fence := "```"
	for strings.Contains(text, fence) {
		fence += "`"
	}
	m.line("### Config\n\n%stoml\n%s\n%s\n", fence, strings.TrimSuffix(text, "\n"), fence)
}

func (m *markdown) sample(s *Sample) {
	if s.Problem != "" {
		m.line("**%s**: %s\n", escape(s.Caption), escape(s.Problem))
		return
	}
	roll, err := s.roll()
	if err != nil {
		m.err = err
		return
	}
	links := []string{"[MIDI](" + m.file(s.Name+".mid", s.MIDI) + ")"}
	if s.Sound != nil {
		links = append(links, "[WAV]("+m.file(s.Name+".wav", s.Sound)+")")
	}
	picture := m.file(s.Name+".svg", figure.SVGFile(roll))
	m.line("**%s** (%s)\n\n![Piano roll, %s](%s)\n", escape(s.Caption), strings.Join(links, ", "), escape(s.Caption), picture)
}

func (m *markdown) table(t *Table) {
	if err := t.WriteMarkdown(&m.text); err != nil {
		m.err = err
	}
	m.line("")
	for _, note := range t.Notes {
		m.line("%s\n", escape(note))
	}
}

// escape makes Markdown render a text literally.
var escape = texttable.Markdown
