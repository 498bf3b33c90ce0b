package memory

import (
	"os"
	"path"
	"slices"
	"strconv"
	"strings"
)

// numberIn is a number in a file of the system below root: the first of all, or the one that follows these
// words at the beginning of a line. It is not known if it is a word, such as max or unlimited.
func numberIn(root, file string, words ...string) (n float64, ok bool) {
	text, err := os.ReadFile(path.Join(root, file))
	if err != nil {
		return 0, false
	}
	for line := range strings.Lines(string(text)) {
		fields := strings.Fields(line)
		if len(fields) > len(words) && slices.Equal(fields[:len(words)], words) {
			n, err := strconv.ParseFloat(fields[len(words)], 64)
			return n, err == nil
		}
	}
	return 0, false
}
