package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// system is the root of a file system in which these files tell of memory.
func system(t *testing.T, files map[string]string) (root string) {
	t.Helper()
	root = t.TempDir()
	for name, text := range files {
		path := filepath.Join(root, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
			t.Fatal(err)
		}
		write(t, path, text)
	}
	return root
}

func TestMemoryLeft(t *testing.T) {
	const meminfo = "MemTotal:       1000 kB\nMemAvailable:    500 kB\n" // 512,000 bytes
	for name, test := range map[string]struct {
		files map[string]string
		want  memory // 0: not known
	}{
		"nothing told":    {nil, 0},
		"no group":        {map[string]string{"proc/meminfo": meminfo}, 512000},
		"container":       {map[string]string{"proc/meminfo": meminfo, "sys/fs/cgroup/memory.max": "300000\n", "sys/fs/cgroup/memory.current": "100000\n"}, 200000},
		"cached files":    {map[string]string{"proc/meminfo": meminfo, "sys/fs/cgroup/memory.max": "300000\n", "sys/fs/cgroup/memory.current": "100000\n", "sys/fs/cgroup/memory.stat": "anon 5\ninactive_file 60000\n"}, 260000},
		"no limit":        {map[string]string{"proc/meminfo": meminfo, "sys/fs/cgroup/memory.max": "max\n", "sys/fs/cgroup/memory.current": "1\n"}, 512000},
		"limit above":     {map[string]string{"proc/meminfo": meminfo, "proc/self/cgroup": "0::/a/b\n", "sys/fs/cgroup/a/memory.max": "1000\n", "sys/fs/cgroup/a/memory.current": "400\n"}, 600},
		"version 1":       {map[string]string{"proc/meminfo": meminfo, "proc/self/cgroup": "4:memory:/a\n", "sys/fs/cgroup/memory/a/memory.limit_in_bytes": "1000\n", "sys/fs/cgroup/memory/a/memory.usage_in_bytes": "300\n"}, 700},
		"more than limit": {map[string]string{"proc/meminfo": meminfo, "sys/fs/cgroup/memory.max": "300\n", "sys/fs/cgroup/memory.current": "500\n"}, 0},
	} {
		t.Run(name, func(t *testing.T) {
			got, ok := memoryLeft(system(t, test.files))
			if got != test.want || ok != (test.files != nil) {
				t.Errorf("%v bytes left (known: %v), want %v", float64(got), ok, float64(test.want))
			}
		})
	}
}

// The peaks were measured (maximum resident set, a few epochs with validation, AVX2, two cores); the estimate has to come within a quarter.
func TestTrainingMemory(t *testing.T) {
	for _, test := range []struct {
		file string
		set  []string
		peak memory
	}{
		{"deep-jammer.toml", nil, 1.61e9},
		{"deep-jammer-dropout.toml", nil, 1.94e9},
		{"deep-jammer-medium.toml", nil, 0.83e9},
		{"deep-jammer-small.toml", []string{"train.batch=20"}, 1.49e9},
		{"deep-jammer-small.toml", []string{"train.batch=2", "model.time_layers=[40]", "model.note_layers=[300, 300]"}, 0.66e9},
		{"deep-jammer-small.toml", []string{"train.batch=1", "train.segment=16"}, 0.112e9},
		{"quickstart.toml", nil, 0.278e9},
	} {
		c, err := LoadConfig(filepath.Join("..", "configs", test.file), test.set)
		if err != nil {
			t.Fatal(err)
		}
		got := c.trainingMemory(c.Train.Segment)
		t.Logf("%s %v: %v, measured %v", test.file, test.set, got, test.peak)
		if got < 0.75*test.peak || got > 1.25*test.peak {
			t.Errorf("%s %v: estimated %v, measured %v", test.file, test.set, got, test.peak)
		}
	}
}

// Thousands of long pieces at once are refused as well.
func TestComposingTooMuchIsRefused(t *testing.T) {
	if left, ok := memoryLeft("/"); !ok || left > 1e12 {
		t.Skip("this system does not tell what memory is left, or has more than a terabyte")
	}
	c := defaultConfig()
	c.Model.TimeLayers, c.Compose.Count, c.Compose.Steps = []int{4096, 4096, 4096, 4096, 4096, 4096, 4096, 4096, 4096, 4096}, 1_000_000, 200_000
	if err := c.checkComposing(); err == nil || !strings.Contains(err.Error(), "-count 1000000") || !strings.Contains(err.Error(), "-steps 200000") {
		t.Errorf("error %v", err)
	}
}

// What no machine has is refused before it is asked for, with the keys to lower.
func TestTooLargeIsRefused(t *testing.T) {
	if _, ok := memoryLeft("/"); !ok {
		t.Skip("this system does not tell what memory is left")
	}
	config, dir := folder(t)
	run := filepath.Join(dir, "run")
	code, _, stderr := program(t, 0, "-config", config, "-run", run, "-set", "train.batch=7000", "-set", "model.time_layers=[4096, 4096]")
	if code != exitFailed {
		t.Fatalf("exit code %d: %s", code, stderr)
	}
	for _, part := range []string{"GB of memory", "train.batch = 7000", "train.segment = 16", "model.time_layers = [4096, 4096]", "model.note_layers"} {
		if !strings.Contains(stderr, part) {
			t.Errorf("standard error lacks %q: %s", part, stderr)
		}
	}
	if _, err := os.Lstat(run); err == nil {
		t.Error("the run directory is there")
	}
}
