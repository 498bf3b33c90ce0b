package console

import (
	"fmt"
	"strings"
)

// Count writes a number of things: "1 run", "3 runs".
func Count(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}

// Few joins the first of some texts, and says how many more there are.
func Few(texts []string, most int, separator string) string {
	if more := len(texts) - most; more > 0 {
		return fmt.Sprintf("%s and %d more", strings.Join(texts[:most], separator), more)
	}
	return strings.Join(texts, separator)
}

// Numbers lists whole numbers, such as 300, 300.
func Numbers(list []int) string {
	return strings.Trim(strings.ReplaceAll(fmt.Sprint(list), " ", ", "), "[]")
}
