package main

import (
	"fmt"
	"net"

	"workbench/internal/console"
	"workbench/internal/loopback"
)

// listen listens for a command on an address that only this machine can reach, and prints it with the
// page that opens first.
func listen(command, address, page string, out *console.Streams) (net.Listener, error) {
	listener, err := loopback.Listen(command, address)
	if err != nil {
		return nil, err
	}
	fmt.Fprintf(out.Results, "http://%s/%s\n", listener.Addr(), page)
	fmt.Fprintln(out.Progress, "open this address in a browser; Ctrl-C stops")
	return listener, nil
}
