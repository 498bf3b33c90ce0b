package rundir

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime/debug"
	"strings"
	"sync"
	"time"

	"workbench/internal/atomicfile"
)

// Code is the version of the program's source; it is zero where no version control knows it.
type Code struct {
	Commit string `json:"commit"`
	Dirty  bool   `json:"dirty"`           // source files differ from the commit
	Patch  string `json:"patch,omitempty"` // file in the run directory with the differences, as git diff writes them

	patch string // its text, before it is written
}

// sources are the files that the program is built from, as paths of git. Everything else in the repository, such
// as runs, models, configs and music, may be written by the program or for it.
var sources = []string{"*.go", "*.s", "*.h", "go.mod", "go.sum", "features/starter/pieces/*", "internal/**/*.html", "internal/**/*.css", "internal/**/*.js"}

// maxPatch bounds the text of a patch in bytes.
const maxPatch = 4 << 20

// CodeVersion returns the version of the program's source.
func CodeVersion() Code { return codeVersion() }

// codeVersion is what git says about the source in the working directory. Elsewhere it is what go build stamped
// into the program; go run stamps nothing.
var codeVersion = sync.OnceValue(func() Code {
	build, ok := debug.ReadBuildInfo()
	if !ok {
		return Code{}
	}
	var stamped Code
	for _, setting := range build.Settings {
		switch setting.Key {
		case "vcs.revision":
			stamped.Commit = setting.Value
		case "vcs.modified":
			stamped.Dirty = setting.Value == "true"
		}
	}
	if stamped.Commit != "" && !stamped.Dirty {
		return stamped
	}
	// The stamp calls every new file a modification, so git decides where it knows the same commit.
	if code := gitVersion(".", build.Main.Path); stamped.Commit == "" || code.Commit == stamped.Commit {
		return code
	}
	return stamped
})

// gitVersion asks git for the version of the repository around dir. It is zero unless that repository holds
// the Go module: a program can be started anywhere, also in somebody else's repository.
func gitVersion(dir, module string) Code {
	top, ok := git(dir, "rev-parse", "--show-toplevel")
	if !ok {
		return Code{}
	}
	top = strings.TrimSpace(top)
	mod, err := os.ReadFile(filepath.Join(top, "go.mod"))
	if err != nil || !strings.HasPrefix(string(mod), "module "+module+"\n") {
		return Code{}
	}
	commit, ok := git(top, "rev-parse", "HEAD")
	if !ok {
		return Code{}
	}
	code := Code{Commit: strings.TrimSpace(commit)}
	changes, ok := git(top, append([]string{"status", "--porcelain", "--untracked-files=all", "--"}, sources...)...)
	if code.Dirty = !ok || changes != ""; ok && code.Dirty {
		code.patch = gitPatch(top)
	}
	return code
}

// gitPatch returns the difference between the source files and the commit, new files included; empty if git fails
// or the patch is too long.
func gitPatch(top string) string {
	patch, ok := git(top, append([]string{"diff", "--no-color", "--no-ext-diff", "--binary", "HEAD", "--"}, sources...)...)
	if !ok {
		return ""
	}
	files, ok := git(top, append([]string{"ls-files", "-z", "--others", "--exclude-standard", "--"}, sources...)...)
	if !ok {
		return ""
	}
	for _, file := range strings.Split(strings.TrimRight(files, "\x00"), "\x00") {
		if file == "" {
			continue
		}
		added, _ := git(top, "diff", "--no-color", "--no-ext-diff", "--binary", "--no-index", "--", os.DevNull, file) // exit code 1: they differ
		if patch += added; len(patch) > maxPatch {
			return ""
		}
	}
	return patch
}

// git runs git in dir and returns what it prints; ok is false where git or a repository is missing, git hangs, or
// its exit code is not 0.
func git(dir string, args ...string) (out string, ok bool) {
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	// Without optional locks, status does not write to the repository.
	cmd := exec.CommandContext(ctx, "git", append([]string{"--no-optional-locks", "-C", dir}, args...)...)
	data, err := cmd.Output()
	return string(data), err == nil
}

// namePatch gives the patch of a session a file name if it has one: code.patch for the first session,
// code-2.patch and so on for the next ones.
func (s *Session) namePatch(number int) {
	switch {
	case s.Code.patch == "":
	case number == 1:
		s.Code.Patch = "code.patch"
	default:
		s.Code.Patch = fmt.Sprintf("code-%d.patch", number)
	}
}

// writePatch writes the patch of a session to dir if it has one.
func (s *Session) writePatch(dir string) error {
	if s.Code.patch == "" {
		return nil
	}
	return atomicfile.Write(filepath.Join(dir, s.Code.Patch), []byte(s.Code.patch))
}

// ReadPatch returns how the source of a session of the run in dir differed from its commit, as git diff
// writes it; empty if it did not, or if that is not known.
func (s *Session) ReadPatch(dir string) (string, error) {
	name := s.Code.Patch
	if name == "" {
		return "", nil
	}
	if filepath.Base(name) != name {
		return "", errors.New(filepath.Join(dir, InfoFile) + ": code.patch must be a file name")
	}
	text, err := ReadFile(filepath.Join(dir, name))
	return string(text), err
}

// PatchSummary describes the patch of a session of the run in dir: its file, the lines added and removed in each
// source file, and a hash that tells patches apart.
func PatchSummary(dir string, s Session) string {
	text, err := s.ReadPatch(dir)
	if err != nil {
		return s.Code.Patch + " (cannot be read)"
	}
	var files []string
	added, removed, inHunk := 0, 0, false
	finish := func() {
		if n := len(files); n > 0 {
			files[n-1] += fmt.Sprintf(" +%d -%d", added, removed)
		}
		added, removed, inHunk = 0, 0, false
	}
	for line := range strings.Lines(text) {
		switch {
		case strings.HasPrefix(line, "diff --git "):
			finish()
			_, name, _ := strings.Cut(strings.TrimSpace(line), " b/")
			files = append(files, name)
		case strings.HasPrefix(line, "@@"):
			inHunk = true
		case inHunk && strings.HasPrefix(line, "+"):
			added++
		case inHunk && strings.HasPrefix(line, "-"):
			removed++
		}
	}
	finish()
	const shown = 4
	if more := len(files) - shown; more > 0 {
		files = append(files[:shown], fmt.Sprintf("%d more files", more))
	}
	hash := sha256.Sum256([]byte(text))
	return fmt.Sprintf("%s (%x): %s", s.Code.Patch, hash[:4], strings.Join(files, ", "))
}
