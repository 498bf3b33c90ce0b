package rundir

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"strings"
	"time"
)

// Session is one process that worked on a run, and where.
type Session struct {
	PID     int       `json:"pid"`
	Host    string    `json:"host"`
	Started time.Time `json:"started"`
	Command []string  `json:"command"` // the program's name and its arguments
	Code    Code      `json:"code,omitzero"`
	Go      string    `json:"go"`
	OS      string    `json:"os"`
	Arch    string    `json:"arch"`
	CPU     string    `json:"cpu,omitempty"` // the model's name
	Threads int       `json:"threads"`       // GOMAXPROCS
}

// Code is the version of the program's source; it is zero where no version control knows it.
type Code struct {
	Commit string `json:"commit"`
	Dirty  bool   `json:"dirty"` // the source differs from the commit
}

// newSession describes this process.
func newSession() Session {
	host, err := os.Hostname()
	if err != nil {
		host = "unknown"
	}
	return Session{
		PID:     os.Getpid(),
		Host:    host,
		Started: now(),
		Command: append([]string{filepath.Base(os.Args[0])}, os.Args[1:]...),
		Code:    codeVersion(),
		Go:      runtime.Version(),
		OS:      runtime.GOOS,
		Arch:    runtime.GOARCH,
		CPU:     cpuModel(),
		Threads: runtime.GOMAXPROCS(0),
	}
}

// codeVersion is what go build stamped into the program, or else, because go run stamps nothing, what git says about
// the working directory.
func codeVersion() Code {
	build, ok := debug.ReadBuildInfo()
	if !ok {
		return Code{}
	}
	var code Code
	for _, setting := range build.Settings {
		switch setting.Key {
		case "vcs.revision":
			code.Commit = setting.Value
		case "vcs.modified":
			code.Dirty = setting.Value == "true"
		}
	}
	if code.Commit != "" {
		return code
	}
	return gitVersion(".", build.Main.Path)
}

// gitVersion asks git for the version of the repository around dir. It is zero unless that repository holds the Go
// module: a program can be started anywhere, also in somebody else's repository.
func gitVersion(dir, module string) Code {
	top, ok := git(dir, "rev-parse", "--show-toplevel")
	if !ok {
		return Code{}
	}
	mod, err := os.ReadFile(filepath.Join(top, "go.mod"))
	if err != nil || !strings.HasPrefix(string(mod), "module "+module+"\n") {
		return Code{}
	}
	commit, ok := git(dir, "rev-parse", "HEAD")
	if !ok {
		return Code{}
	}
	changes, ok := git(dir, "status", "--porcelain")
	return Code{Commit: commit, Dirty: !ok || changes != ""}
}

// git runs git in dir; ok is false where git or a repository is missing, or git hangs.
func git(dir string, args ...string) (out string, ok bool) {
	patience, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	// Without optional locks, status does not write to the repository.
	cmd := exec.CommandContext(patience, "git", append([]string{"--no-optional-locks", "-C", dir}, args...)...)
	data, err := cmd.Output()
	return strings.TrimSpace(string(data)), err == nil
}

// cpuModel is the processor's name where the system tells it, otherwise empty.
func cpuModel() string {
	if runtime.GOOS == "darwin" {
		name, err := exec.Command("sysctl", "-n", "machdep.cpu.brand_string").Output()
		if err != nil {
			return ""
		}
		return strings.TrimSpace(string(name))
	}
	data, err := os.ReadFile("/proc/cpuinfo")
	if err != nil {
		return ""
	}
	for line := range strings.Lines(string(data)) {
		if key, value, ok := strings.Cut(line, ":"); ok && strings.TrimSpace(key) == "model name" {
			return strings.TrimSpace(value)
		}
	}
	return ""
}
