package loopback

import (
	"net/http"
	"net/url"
)

// Harden sets the headers of a reply that keep a page to itself: its content security policy, no guessing of
// content types, no embedding elsewhere, no referrer, no copy in caches.
func Harden(h http.Header, policy string) {
	h.Set("Content-Security-Policy", policy)
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("Cache-Control", "no-store")
}

// SameOrigin tells whether a request comes from the page itself, as far as the browser says. Following a link
// to the page at / is allowed.
func SameOrigin(request *http.Request) bool {
	if origin := request.Header.Get("Origin"); origin != "" {
		u, err := url.Parse(origin)
		if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host != request.Host {
			return false
		}
	}
	switch request.Header.Get("Sec-Fetch-Site") {
	case "", "same-origin", "none":
		return true
	}
	return request.Method == http.MethodGet && request.Header.Get("Sec-Fetch-Mode") == "navigate" && request.URL.Path == "/"
}
