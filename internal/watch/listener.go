package watch

import (
	"net"
	"sync"
)

// limitedListener has at most a given number of connections open. Others wait until one of them closes.
type limitedListener struct {
	net.Listener
	free   chan struct{} // holds one value for each connection that may still be opened
	closed chan struct{}
	once   sync.Once
}

func limit(connections int, l net.Listener) *limitedListener {
	f := &limitedListener{Listener: l, free: make(chan struct{}, connections), closed: make(chan struct{})}
	for range connections {
		f.free <- struct{}{}
	}
	return f
}

func (f *limitedListener) Accept() (net.Conn, error) {
	select {
	case <-f.free:
	case <-f.closed:
		return nil, net.ErrClosed
	}
	c, err := f.Listener.Accept()
	if err != nil {
		f.free <- struct{}{}
		return nil, err
	}
	return &countedConnection{Conn: c, free: f.free}, nil
}

func (f *limitedListener) Close() error {
	f.once.Do(func() { close(f.closed) })
	return f.Listener.Close()
}

// countedConnection frees its place when it is closed.
type countedConnection struct {
	net.Conn
	free chan struct{}
	once sync.Once
}

func (c *countedConnection) Close() error {
	c.once.Do(func() { c.free <- struct{}{} })
	return c.Conn.Close()
}
