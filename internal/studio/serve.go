package studio

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"time"

	"golang.org/x/net/netutil"
)

// Limits on clients. A browser opens at most six connections; an uploaded file is the largest request.
const (
	maxConnections = 256
	maxHeader      = 8 << 10  // bytes; net/http adds 4096
	maxBody        = 24 << 20 // bytes: a MusicXML file of 16 MiB in base64, and what goes with it
	patience       = 20 * time.Second
)

// Serve answers requests until the context is cancelled. It then ends the jobs that are being done.
func Serve(ctx context.Context, listener net.Listener, handler http.Handler) error {
	jobs, stop := context.WithCancel(context.Background())
	defer stop()
	server := &http.Server{Handler: handler, ReadHeaderTimeout: patience, ReadTimeout: patience, WriteTimeout: patience, IdleTimeout: time.Minute,
		MaxHeaderBytes: maxHeader, DisableGeneralOptionsHandler: true, ErrorLog: log.New(io.Discard, "", 0),
		BaseContext: func(net.Listener) context.Context { return jobs }}
	failed := make(chan error, 1)
	go func() { failed <- server.Serve(netutil.LimitListener(listener, maxConnections)) }()
	poll := time.NewTicker(100 * time.Millisecond) // the context of the commands is one to ask, not to wait for
	defer poll.Stop()
	for ctx.Err() == nil {
		select {
		case err := <-failed:
			return fmt.Errorf("studio: %w", err)
		case <-poll.C:
		}
	}
	stop()
	ending, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	if err := server.Shutdown(ending); !errors.Is(err, context.DeadlineExceeded) {
		return err
	}
	return server.Close()
}
