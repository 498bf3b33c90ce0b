package memory

import (
	"os"
	"path"
	"strconv"
	"strings"
)

// memoryLeft is what a new program may still take: what the system calls available, or what the control group of this process leaves, if that is less.
// It is not known where there is no /proc, below root.
func Left(root string) (left Amount, ok bool) {
	available, ok := NumberIn(path.Join(root, "proc/meminfo"), "MemAvailable:")
	if !ok {
		return 0, false
	}
	left = Amount(available) * 1024
	if limit, ok := groupMemory(root); ok {
		left = min(left, limit)
	}
	return left, true
}

// groupMemory is what the control group of this process leaves: its limit less what is in use, without the cached files that the system
// can drop. Both versions of control groups are known; a group may be limited from above.
func groupMemory(root string) (left Amount, ok bool) {
	for _, version := range []struct{ prefix, folder, limit, used string }{
		{"0::", "sys/fs/cgroup", "memory.max", "memory.current"},
		{":memory:", "sys/fs/cgroup/memory", "memory.limit_in_bytes", "memory.usage_in_bytes"},
	} {
		for group := groupOf(root, version.prefix); ; group = path.Dir(group) {
			folder := path.Join(root, version.folder, group)
			limit, limited := NumberIn(path.Join(folder, version.limit), "")
			used, known := NumberIn(path.Join(folder, version.used), "")
			if limited && known {
				cached, _ := NumberIn(path.Join(folder, "memory.stat"), "inactive_file")
				if here := Amount(limit - used + cached); !ok || here < left {
					left, ok = max(here, 0), true
				}
			}
			if group == "/" || group == "." {
				break
			}
		}
	}
	return left, ok
}

// groupOf is the path of this process's control group; the root where there is none, as within a container.
func groupOf(root, prefix string) string {
	text, err := os.ReadFile(path.Join(root, "proc/self/cgroup"))
	if err != nil {
		return "/"
	}
	for line := range strings.Lines(string(text)) {
		if _, group, found := strings.Cut(strings.TrimSpace(line), prefix); found && strings.HasPrefix(group, "/") {
			return group
		}
	}
	return "/"
}

// numberIn is the number in a file of the system: the first of all, or that which follows a word at the beginning of a line.
func NumberIn(file, word string) (n float64, ok bool) {
	text, err := os.ReadFile(file)
	if err != nil {
		return 0, false
	}
	for line := range strings.Lines(string(text)) {
		fields := strings.Fields(line)
		if word != "" && len(fields) > 0 && fields[0] == word {
			fields = fields[1:]
		} else if word != "" {
			continue
		}
		if len(fields) > 0 {
			n, err := strconv.ParseFloat(fields[0], 64)
			return n, err == nil
		}
	}
	return 0, false
}
