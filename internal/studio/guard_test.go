package studio

import (
	"io"
	"net/http"
	"strings"
	"testing"
)

func TestGuard(t *testing.T) {
	s, server := open(t)
	for name, test := range map[string]struct {
		method, path string
		header       map[string]string
		status       int
	}{
		"the page":                {"GET", "/", nil, 200},
		"a link to the page":      {"GET", "/", map[string]string{"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate"}, 200},
		"a script":                {"GET", "/page/main.js", nil, 200},
		"another host":            {"GET", "/", map[string]string{"Host": "elsewhere.example"}, 403},
		"a host that begins so":   {"GET", "/", map[string]string{"Host": "127.0.0.1.elsewhere.example"}, 403},
		"no host":                 {"GET", "/api/runs", map[string]string{"Host": "."}, 403},
		"read by another page":    {"GET", "/api/runs", map[string]string{"Origin": "http://elsewhere.example"}, 403},
		"read by another port":    {"GET", "/api/runs", map[string]string{"Origin": "http://127.0.0.1:1"}, 403},
		"embedded elsewhere":      {"GET", "/api/runs", map[string]string{"Sec-Fetch-Site": "cross-site"}, 403},
		"framed elsewhere":        {"GET", "/", map[string]string{"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "no-cors"}, 403},
		"a change without token":  {"POST", "/api/compose", nil, 403},
		"a change, wrong token":   {"POST", "/api/export", map[string]string{tokenHeader: strings.Repeat("A", len(s.token))}, 403},
		"a change from elsewhere": {"POST", "/api/export", map[string]string{tokenHeader: s.token, "Origin": "null"}, 403},
		"a body that is no JSON":  {"POST", "/api/export", map[string]string{tokenHeader: s.token}, 400},
		"the template":            {"GET", "/page/index.html", nil, 404},
		"a file of the program":   {"GET", "/page/..%2fstudio.go", nil, 404},
		"a file of the machine":   {"GET", "/page/%2e%2e%2f%2e%2e%2f%2e%2e%2fetc%2fpasswd", nil, 404},
		"a file of a run":         {"GET", "/api/runs/" + s.id(t, "tunes") + "/samples/..%2frun.json", nil, 404},
		"a run by its path":       {"GET", "/api/runs/models%2ftunes/card", nil, 404},
		"deleting":                {"DELETE", "/api/runs", map[string]string{tokenHeader: s.token}, 405},
	} {
		t.Run(name, func(t *testing.T) {
			request, err := http.NewRequest(test.method, server.URL+test.path, strings.NewReader(""))
			if err != nil {
				t.Fatal(err)
			}
			for key, value := range test.header {
				request.Header.Set(key, value)
			}
			request.Host = test.header["Host"]
			reply, err := http.DefaultClient.Do(request)
			if err != nil {
				t.Fatal(err)
			}
			reply.Body.Close()
			if reply.StatusCode != test.status {
				t.Errorf("status %d, expected %d", reply.StatusCode, test.status)
			}
			if got := reply.Header.Get("Content-Security-Policy"); !strings.Contains(got, "default-src 'none'") || strings.Contains(got, "unsafe") {
				t.Errorf("content security policy %q", got)
			}
		})
	}
	request, _ := http.NewRequest("POST", server.URL+"/api/export", io.LimitReader(zeros{}, maxBody+1))
	request.Header.Set(tokenHeader, s.token)
	reply, err := http.DefaultClient.Do(request)
	if err == nil {
		reply.Body.Close()
		if reply.StatusCode != http.StatusRequestEntityTooLarge && reply.StatusCode != http.StatusBadRequest {
			t.Errorf("an endless body: status %d", reply.StatusCode)
		}
	}
}

type zeros struct{}

func (zeros) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = ' '
	}
	return len(p), nil
}
