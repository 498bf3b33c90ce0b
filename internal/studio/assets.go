package studio

import (
	"bytes"
	"embed"
	"html/template"
	"net/http"
	"strconv"

	"workbench/internal/control"
)

//go:embed page
var page embed.FS

// engraver is OpenSheetMusicDisplay with its licences.
//
//go:embed score
var engraver embed.FS

// tonics are those of scales that can be chosen.
var tonics = []string{"C", "C#", "Db", "D", "Eb", "E", "F", "F#", "Gb", "G", "Ab", "A", "Bb", "B"}

// index is the page. Its scripts are plain ES modules that browsers load as they are: no build step, and
// nothing from elsewhere.
var index = template.Must(template.ParseFS(page, "page/index.html"))

func (s *Studio) serveIndex(reply http.ResponseWriter, _ *http.Request) {
	var b bytes.Buffer
	if err := index.Execute(&b, struct {
		Token   string
		Surveys bool
		Tonics  []string
		Scales  []string
	}{s.token, s.surveys, tonics, control.Scales()}); err != nil {
		fail(reply, err)
		return
	}
	reply.Header().Set("Content-Type", "text/html; charset=utf-8")
	reply.Header().Set("Content-Length", strconv.Itoa(b.Len()))
	reply.Write(b.Bytes())
}
