package survey

import (
	"embed"
	"net/http"
	"strings"
)

//go:embed page
var page embed.FS

// modules are the scripts of the page, each after those that it imports.
var modules = []string{"dom.js", "clip.js", "store.js", "questions.js", "main.js"}

// asset reads a file of the page. That it is missing is a mistake of the programmer.
func asset(name string) []byte {
	data, err := page.ReadFile("page/" + name)
	if err != nil {
		panic("survey: " + err.Error())
	}
	return data
}

// index is the page with what its head needs in place of the marker.
func index(head string) []byte {
	return []byte(strings.Replace(string(asset("index.html")), "<!--head-->", head, 1))
}

func serveIndex(reply http.ResponseWriter, _ *http.Request) {
	reply.Header().Set("Content-Type", "text/html; charset=utf-8")
	reply.Write(index(`<link rel="stylesheet" href="page/style.css"><script type="module" src="page/main.js"></script>`))
}
