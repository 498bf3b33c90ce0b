package rundir

import (
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"time"

	"workbench/internal/slurm"
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
	Job     string    `json:"job,omitempty"` // number of the job of Slurm that the process belonged to
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
		Job:     slurm.Job(),
	}
}

// workingDirectory is the absolute path of the working directory, empty if it is not known.
func workingDirectory() string {
	dir, err := os.Getwd()
	if err != nil {
		return ""
	}
	return dir
}

// RelocateData records that relative paths of data in the config now begin in the working directory.
func (r *Run) RelocateData() { r.Info.Directory = workingDirectory() }

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
