package memory

import (
	"os"
	"path"
	"strings"
)

// hierarchy is a tree of control groups that limits memory.
type hierarchy struct {
	controllers string // as in /proc/self/cgroup: memory, or empty for version 2
	mount       string // where it is usually mounted
	limits      []string
	used        string
}

// hierarchies are versions 2 and 1, and version 2 beside version 1.
var hierarchies = []hierarchy{
	{"", "sys/fs/cgroup", []string{"memory.max", "memory.high"}, "memory.current"},
	{"", "sys/fs/cgroup/unified", []string{"memory.max", "memory.high"}, "memory.current"},
	{"memory", "sys/fs/cgroup/memory", []string{"memory.limit_in_bytes"}, "memory.usage_in_bytes"},
}

// groupLeft is what the control groups of this process leave: the limit less what is in use, without the
// cached files that the system can drop. A group may be limited by any of those above it.
func groupLeft(root string) (left Amount, ok bool) {
	for _, h := range hierarchies {
		for group := groupOf(root, h.controllers); ; group = path.Dir(group) {
			dir := path.Join(h.mount, group)
			used, known := numberIn(root, path.Join(dir, h.used))
			cached, _ := numberIn(root, path.Join(dir, "memory.stat"), "inactive_file")
			for _, name := range h.limits {
				if limit, limited := numberIn(root, path.Join(dir, name)); limited && known {
					if here := max(Amount(limit-used+cached), 0); !ok || here < left {
						left, ok = here, true
					}
				}
			}
			if group == "/" || group == "." {
				break
			}
		}
	}
	return left, ok
}

// groupOf is the path of this process's control group in the hierarchy of a controller; the root where there
// is none, as within a container.
func groupOf(root, controller string) string {
	text, err := os.ReadFile(path.Join(root, "proc/self/cgroup"))
	if err != nil {
		return "/"
	}
	for line := range strings.Lines(string(text)) { // 4:cpu,memory:/a/b
		fields := strings.SplitN(strings.TrimSpace(line), ":", 3)
		if len(fields) != 3 || !strings.HasPrefix(fields[2], "/") {
			continue
		}
		for _, c := range strings.Split(fields[1], ",") {
			if c == controller {
				return path.Clean(fields[2])
			}
		}
	}
	return "/"
}
