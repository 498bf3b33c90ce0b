package loopback

import (
	"net/http"
	"net/url"
)

// Guard lets through the requests that come from a page itself, and sets the headers of their replies; see [harden].
// If near, a request must also name this machine.
func Guard(policy string, near bool, next http.Handler) http.Handler {
	return http.HandlerFunc(func(reply http.ResponseWriter, request *http.Request) {
		harden(reply.Header(), policy)
		switch {
		case near && !isLoopback(hostName(request.Host)): // a name of another site can resolve to this machine: DNS rebinding
			http.Error(reply, "this page is for 127.0.0.1 only", http.StatusForbidden)
		case !sameOrigin(request):
			http.Error(reply, "this request comes from another page", http.StatusForbidden)
		default:
			next.ServeHTTP(reply, request)
		}
	})
}

// harden sets the headers of a reply that keep a page to itself: its content security policy, no guessing of
// content types, no embedding elsewhere, no referrer, no copy in caches.
func harden(h http.Header, policy string) {
	h.Set("Content-Security-Policy", policy)
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("Cache-Control", "no-store")
}

// sameOrigin tells whether a request comes from the page itself, as far as the browser says. Following a link
// to the page at / is allowed.
func sameOrigin(request *http.Request) bool {
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
