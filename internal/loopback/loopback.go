// Package loopback serves pages that only this machine can reach.
package loopback

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"strings"
	"time"

	"golang.org/x/net/netutil"

	"workbench/internal/console"
	"workbench/internal/exit"
)

// CheckAddress returns a usage error of a command unless only this machine can reach the address.
func CheckAddress(command, address string) error {
	host, _, err := net.SplitHostPort(address)
	if err != nil {
		return exit.Usagef("%s: -addr %q: must be HOST:PORT, such as 127.0.0.1:8080", command, address)
	}
	if !isLoopback(host) {
		return exit.Usagef("%s: -addr %q: the host must be 127.0.0.1, ::1 or localhost; the page is for this machine alone", command, address)
	}
	return nil
}

// Listen listens at an address for a command, and prints the address of the page that opens first. An address that
// other machines can reach is an error: a hosts file may redirect localhost.
func Listen(command, address, page string, out *console.Streams) (net.Listener, error) {
	listener, err := net.Listen("tcp", address)
	if err != nil {
		return nil, fmt.Errorf("%s: %w; -addr takes another port", command, err)
	}
	if got, ok := listener.Addr().(*net.TCPAddr); !ok || !got.IP.IsLoopback() {
		return nil, errors.Join(fmt.Errorf("%s: %s is %v, which other machines can reach", command, address, listener.Addr()), listener.Close())
	}
	fmt.Fprintf(out.Results, "http://%s/%s\n", listener.Addr(), page)
	fmt.Fprintln(out.Progress, "open this address in a browser; Ctrl-C stops")
	return listener, nil
}

// isLoopback tells whether a host is the loopback interface.
func isLoopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

// hostName is the host of HOST:PORT or of HOST alone, without the brackets of an IPv6 address.
func hostName(hostPort string) string {
	if host, _, err := net.SplitHostPort(hostPort); err == nil {
		return host
	}
	return strings.Trim(hostPort, "[]")
}

// maxHeader bounds the header of a request in bytes; net/http adds 4096.
const maxHeader = 8 << 10

// Serve answers requests with a server, which has a handler and timeouts, until the context is cancelled. It
// then cancels the contexts of the requests. At most the given number of connections are open; others wait
// until one of them closes.
func Serve(ctx context.Context, listener net.Listener, connections int, server *http.Server) error {
	requests, stop := context.WithCancel(context.Background())
	defer stop()
	server.BaseContext = func(net.Listener) context.Context { return requests }
	server.MaxHeaderBytes, server.DisableGeneralOptionsHandler, server.ErrorLog = maxHeader, true, log.New(io.Discard, "", 0)
	failed := make(chan error, 1)
	go func() { failed <- server.Serve(netutil.LimitListener(listener, connections)) }()
	poll := time.NewTicker(100 * time.Millisecond) // the context of the commands is one to ask, not to wait for
	defer poll.Stop()
	for ctx.Err() == nil {
		select {
		case err := <-failed:
			return fmt.Errorf("serving http://%s/: %w", listener.Addr(), err)
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
