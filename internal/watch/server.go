// Package watch serves the report of runs as a page that follows the training. Only this machine can reach it.
package watch

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"net/http"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"workbench/internal/loopback"
	"workbench/internal/report"
	"workbench/internal/rundir"
)

// refreshSeconds is the time between two loads of the page.
const refreshSeconds = 10

// Limits on a client. A browser opens at most six connections.
const (
	MaxConnections = 16
	Patience       = 3 * time.Second
)

// Serve answers requests until the context is cancelled.
func Serve(ctx context.Context, listener net.Listener, handler http.Handler) error {
	err := loopback.Serve(ctx, listener, MaxConnections, &http.Server{Handler: handler, ReadHeaderTimeout: Patience, ReadTimeout: Patience,
		WriteTimeout: time.Minute, IdleTimeout: Patience})
	if err != nil {
		return fmt.Errorf("watch: %w", err)
	}
	return nil
}

// Watcher serves the report of the runs in Dirs, and updates it when their files have changed.
type Watcher struct {
	Dirs      []string
	Collector *report.Collector

	mutex sync.Mutex
	stamp string          // of the files that the pages were made from
	pages map[bool][]byte // by whether it is paused
}

func (w *Watcher) ServeHTTP(reply http.ResponseWriter, request *http.Request) {
	reply.Header().Set("X-Content-Type-Options", "nosniff")
	if !loopback.Names(request) {
		http.Error(reply, "this page is for 127.0.0.1 only", http.StatusForbidden)
		return
	}
	if request.Method != http.MethodGet && request.Method != http.MethodHead {
		reply.Header().Set("Allow", "GET, HEAD")
		http.Error(reply, "this page is read-only", http.StatusMethodNotAllowed)
		return
	}
	if request.URL.Path != "/" { // there is one page, and there are no files
		http.NotFound(reply, request)
		return
	}
	still := request.URL.Query().Has("still")
	page, stamp, err := w.page(still)
	if err != nil {
		http.Error(reply, err.Error(), http.StatusInternalServerError)
		return
	}
	reply.Header().Set("Content-Type", "text/html; charset=utf-8")
	reply.Header().Set("Cache-Control", "no-cache")
	reply.Header().Set("ETag", fmt.Sprintf("%q", stamp))
	http.ServeContent(reply, request, "", time.Time{}, bytes.NewReader(page))
}

func (w *Watcher) page(still bool) (page []byte, stamp string, err error) {
	w.mutex.Lock()
	defer w.mutex.Unlock()
	if stamp, err = filesStamp(w.Dirs); err != nil {
		return nil, "", err
	}
	if stamp != w.stamp {
		w.pages, w.stamp = map[bool][]byte{}, stamp
	}
	if w.pages[still] == nil {
		r := w.Collector.Collect(w.Dirs, time.Now())
		r.Live = live(r, still)
		if w.pages[still], err = r.HTML(); err != nil {
			return nil, "", err
		}
	}
	return w.pages[still], fmt.Sprintf("%s-%v", stamp, still), nil
}

// live describes how the page updates.
func live(r *report.Report, still bool) *report.Live {
	running := false
	for _, run := range r.Runs {
		running = running || run.Status == string(rundir.Running)
	}
	switch {
	case still:
		return &report.Live{Note: "This page is paused.", Link: "/", Label: "Follow the training"}
	case running:
		return &report.Live{Seconds: refreshSeconds, Note: fmt.Sprintf("This page follows the training: it reloads every %d seconds.", refreshSeconds),
			Link: "/?still", Label: "Pause, to listen"}
	}
	return &report.Live{Note: "No run is being trained, so this page does not reload.", Link: "/", Label: "Reload"}
}

// filesStamp changes when a file of the runs changes, or when a run starts or its process dies.
func filesStamp(dirs []string) (string, error) {
	h := sha256.New()
	for _, dir := range dirs {
		info, err := rundir.ReadInfo(dir)
		fmt.Fprintln(h, dir, info.Status, err)
		err = filepath.WalkDir(dir, func(path string, entry fs.DirEntry, err error) error {
			if err != nil {
				return ignoreGone(err)
			}
			if entry.IsDir() || strings.HasPrefix(entry.Name(), ".") { // hidden files are being written
				return nil
			}
			stat, err := entry.Info()
			if err != nil {
				return ignoreGone(err)
			}
			fmt.Fprintln(h, path, stat.Size(), stat.ModTime().UnixNano())
			return nil
		})
		if err != nil {
			return "", err
		}
	}
	return hex.EncodeToString(h.Sum(nil)[:12]), nil
}

// ignoreGone ignores that a file has been removed meanwhile.
func ignoreGone(err error) error {
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}
