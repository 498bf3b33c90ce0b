package studio

import (
	"crypto/subtle"
	"net/http"
	"net/url"
	"os"
	"strings"

	"workbench/internal/exit"
	"workbench/internal/loopback"
)

// tokenHeader carries the token of requests that change something.
const tokenHeader = "X-Studio-Token"

// policy allows the page its own scripts, style sheet and connections, and nothing else.
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

// guard lets through what comes from this machine and from the page itself.
func guard(next http.Handler) http.Handler {
	return http.HandlerFunc(func(reply http.ResponseWriter, request *http.Request) {
		h := reply.Header()
		h.Set("Content-Security-Policy", policy)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Referrer-Policy", "no-referrer")
		h.Set("Cache-Control", "no-store")
		switch {
		case !loopback.Names(request):
			http.Error(reply, "this page is for 127.0.0.1 only", http.StatusForbidden)
		case !sameOrigin(request):
			http.Error(reply, "this request comes from another page", http.StatusForbidden)
		default:
			next.ServeHTTP(reply, request)
		}
	})
}

// withToken lets only those requests change anything that have the token.
func withToken(token string, next http.Handler) http.Handler {
	return http.HandlerFunc(func(reply http.ResponseWriter, request *http.Request) {
		if request.Method != http.MethodGet && request.Method != http.MethodHead &&
			subtle.ConstantTimeCompare([]byte(request.Header.Get(tokenHeader)), []byte(token)) != 1 {
			http.Error(reply, "this page is from an earlier start of the studio: reload it", http.StatusForbidden)
			return
		}
		next.ServeHTTP(reply, request)
	})
}

// sameOrigin tells whether a request comes from the page itself, as far as the browser says. Following a link
// to the page is allowed.
func sameOrigin(request *http.Request) bool {
	if origin := request.Header.Get("Origin"); origin != "" {
		u, err := url.Parse(origin)
		if err != nil || u.Scheme != "http" || u.Host != request.Host {
			return false
		}
	}
	switch request.Header.Get("Sec-Fetch-Site") {
	case "", "same-origin", "none":
		return true
	}
	linked := request.URL.Path == "/" || strings.HasPrefix(request.URL.Path, "/survey/")
	return linked && request.Method == http.MethodGet && request.Header.Get("Sec-Fetch-Mode") == "navigate"
}

// CheckDirs returns a usage error if one of the directories is not there.
func CheckDirs(dirs []string) error {
	for _, dir := range dirs {
		if info, err := os.Stat(dir); err != nil || !info.IsDir() {
			return exit.Usagef("studio: %s is not a directory; name a run, or a folder of runs", dir)
		}
	}
	return nil
}
