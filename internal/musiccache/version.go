package musiccache

import (
	"crypto/sha256"
	"embed"
	"fmt"
	"io/fs"
	"runtime"
	"runtime/debug"
	"slices"
	"strings"
	"sync"

	"workbench/features"
)

//go:embed entry.go
var source embed.FS

// libraries are the modules that the readers use.
var libraries = []string{"gitlab.com/gomidi/midi/v2", "golang.org/x/text"}

// version names the readers: their source, their libraries, the version of Go and the kind of processor. Entries
// that other readers wrote are not looked at.
var version = sync.OnceValue(func() string {
	h := sha256.New()
	fmt.Fprintln(h, runtime.Version(), runtime.GOARCH)
	if build, ok := debug.ReadBuildInfo(); ok {
		for _, m := range build.Deps {
			if slices.Contains(libraries, m.Path) {
				fmt.Fprintln(h, m.Path, m.Version)
			}
		}
	}
	for _, files := range []embed.FS{source, features.Source} {
		err := fs.WalkDir(files, ".", func(name string, entry fs.DirEntry, err error) error {
			if err != nil || entry.IsDir() || strings.HasSuffix(name, "_test.go") {
				return err
			}
			text, err := files.ReadFile(name)
			fmt.Fprintf(h, "%s %d %s\n", name, len(text), text)
			return err
		})
		if err != nil {
			panic("musiccache: " + err.Error())
		}
	}
	return fmt.Sprintf("%x", h.Sum(nil)[:8])
})
