package loopback

import (
	"encoding/json"
	"net/http"

	"workbench/internal/console"
)

// Answer writes a value as JSON.
func Answer(reply http.ResponseWriter, value any) {
	data, err := json.Marshal(value)
	if err != nil {
		Fail(reply, http.StatusInternalServerError, err)
		return
	}
	reply.Header().Set("Content-Type", "application/json")
	reply.Write(data) // an error means that the client has gone
}

// Fail reports an error as text.
func Fail(reply http.ResponseWriter, status int, err error) {
	http.Error(reply, console.Message(err), status)
}
