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

// index is the page. Its scripts are plain ES modules that browsers load as they are: no build step, and
// nothing from elsewhere.
var index = template.Must(template.ParseFS(page, "page/index.html"))

func (s *Studio) serveIndex(reply http.ResponseWriter, _ *http.Request) {
	var b bytes.Buffer
	if err := index.Execute(&b, struct {
		Token   string
		Surveys bool
		Scales  []string
	}{s.token, s.surveys, control.Scales()}); err != nil {
		fail(reply, err)
		return
	}
	reply.Header().Set("Content-Type", "text/html; charset=utf-8")
	reply.Header().Set("Content-Length", strconv.Itoa(b.Len()))
	reply.Write(b.Bytes())
}
