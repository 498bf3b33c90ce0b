package studio

import (
	"crypto/subtle"
	"net/http"
)

// tokenHeader carries the token of requests that change something.
const tokenHeader = "X-Studio-Token"

// policy allows the page its own scripts, style sheet and connections, and nothing else.
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

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
