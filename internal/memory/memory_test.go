package memory

import (
	"os"
	"path/filepath"
	"testing"

	"workbench/internal/filetest"
)

// system is the root of a file system with these files.
func system(t *testing.T, files map[string]string) (root string) {
	t.Helper()
	root = t.TempDir()
	for name, text := range files {
		path := filepath.Join(root, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
			t.Fatal(err)
		}
		filetest.Write(t, path, text)
	}
	return root
}

// limits is /proc/self/limits with this limit of address space.
func limits(addressSpace string) string {
	return "Limit                     Soft Limit           Hard Limit           Units\nMax cpu time              unlimited            unlimited            seconds\n" +
		"Max address space         " + addressSpace + "            unlimited            bytes\n"
}

func TestMemoryLeft(t *testing.T) {
	const meminfo = "MemTotal:       1000 kB\nMemAvailable:    500 kB\n" // 512,000 bytes
	for name, test := range map[string]struct {
		files map[string]string
		want  Amount // 0: not known
	}{
		"nothing known":   {nil, 0},
		"no group":        {map[string]string{"proc/meminfo": meminfo}, 512000},
		"container":       {map[string]string{"proc/meminfo": meminfo, "sys/fs/cgroup/memory.max": "300000\n", "sys/fs/cgroup/memory.current": "100000\n"}, 200000},
		"cached files":    {map[string]string{"proc/meminfo": meminfo, "sys/fs/cgroup/memory.max": "300000\n", "sys/fs/cgroup/memory.current": "100000\n", "sys/fs/cgroup/memory.stat": "anon 5\ninactive_file 60000\n"}, 260000},
		"no limit":        {map[string]string{"proc/meminfo": meminfo, "sys/fs/cgroup/memory.max": "max\n", "sys/fs/cgroup/memory.current": "1\n"}, 512000},
		"limit above":     {map[string]string{"proc/meminfo": meminfo, "proc/self/cgroup": "0::/a/b\n", "sys/fs/cgroup/a/memory.max": "1000\n", "sys/fs/cgroup/a/memory.current": "400\n"}, 600},
		"version 1":       {map[string]string{"proc/meminfo": meminfo, "proc/self/cgroup": "4:memory:/a\n", "sys/fs/cgroup/memory/a/memory.limit_in_bytes": "1000\n", "sys/fs/cgroup/memory/a/memory.usage_in_bytes": "300\n"}, 700},
		"soft limit":      {map[string]string{"proc/meminfo": meminfo, "sys/fs/cgroup/memory.max": "max\n", "sys/fs/cgroup/memory.high": "900\n", "sys/fs/cgroup/memory.current": "500\n"}, 400},
		"joint group":     {map[string]string{"proc/meminfo": meminfo, "proc/self/cgroup": "4:cpu,memory:/a\n", "sys/fs/cgroup/memory/a/memory.limit_in_bytes": "1000\n", "sys/fs/cgroup/memory/a/memory.usage_in_bytes": "300\n"}, 700},
		"hybrid":          {map[string]string{"proc/meminfo": meminfo, "proc/self/cgroup": "1:name=systemd:/x\n0::/a\n", "sys/fs/cgroup/unified/a/memory.max": "1000\n", "sys/fs/cgroup/unified/a/memory.current": "300\n"}, 700},
		"ulimit -v":       {map[string]string{"proc/meminfo": meminfo, "proc/self/limits": limits("200000000"), "proc/self/statm": "24400 1 1 1 1 1 1\n"}, 57600},
		"beyond ulimit":   {map[string]string{"proc/meminfo": meminfo, "proc/self/limits": limits("100000"), "proc/self/statm": "24400 1 1 1 1 1 1\n"}, 0},
		"no ulimit":       {map[string]string{"proc/meminfo": meminfo, "proc/self/limits": limits("unlimited"), "proc/self/statm": "24400 1 1 1 1 1 1\n"}, 512000},
		"more than limit": {map[string]string{"proc/meminfo": meminfo, "sys/fs/cgroup/memory.max": "300\n", "sys/fs/cgroup/memory.current": "500\n"}, 0},
	} {
		t.Run(name, func(t *testing.T) {
			got, ok := Left(system(t, test.files))
			if got != test.want || ok != (test.files != nil) {
				t.Errorf("%v bytes left (known: %v), want %v", float64(got), ok, float64(test.want))
			}
		})
	}
}
