package main

import (
	"errors"
	"fmt"
	"net"

	"workbench/internal/console"
)

// listen listens on an address that only this machine can reach, and prints it.
func listen(address string, out *console.Streams) (net.Listener, error) {
	listener, err := net.Listen("tcp", address)
	if err != nil {
		return nil, fmt.Errorf("%w; -addr takes another port", err)
	}
	if got, ok := listener.Addr().(*net.TCPAddr); !ok || !got.IP.IsLoopback() { // a hosts file may redirect localhost
		return nil, errors.Join(fmt.Errorf("%s is %v, which other machines can reach", address, listener.Addr()), listener.Close())
	}
	fmt.Fprintf(out.Results, "http://%s/\n", listener.Addr())
	fmt.Fprintln(out.Progress, "open this address in a browser; Ctrl-C stops")
	return listener, nil
}
