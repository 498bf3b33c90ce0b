package studio

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"time"

	"workbench/internal/loopback"
)

// Limits on clients. A browser opens at most six connections; an uploaded file is the largest request.
const (
	MaxConnections = 256
	HeaderTimeout  = 3 * time.Second

	maxBody = 24 << 20 // bytes: a MusicXML file of 16 MiB in base64, and what goes with it
	timeout = 20 * time.Second
)

// Serve answers requests until the context is cancelled. It then ends the jobs that are being done.
func Serve(ctx context.Context, listener net.Listener, handler http.Handler) error {
	err := loopback.Serve(ctx, listener, MaxConnections, &http.Server{Handler: handler, ReadHeaderTimeout: HeaderTimeout, ReadTimeout: timeout,
		WriteTimeout: timeout, IdleTimeout: time.Minute})
	if err != nil {
		return fmt.Errorf("studio: %w", err)
	}
	return nil
}
