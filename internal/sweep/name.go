package sweep

import (
	"cmp"
	"crypto/sha256"
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"workbench/internal/config"
)

// trialName is the name of a trial's directory, such as dropout=0.2,learning_rate=0.01-seed=3: the keys that
// vary, in the order of the config, and the seed. It depends on nothing else, so that the same trial has the
// same name in every call. A comparison names the runs that differ only in the seed by the part before the
// hyphen.
func trialName(c *config.Config, axes []axis) string {
	keys := config.KeysOf(c)
	users := map[string]int{} // by the key's name without its section
	var varying []string
	for _, a := range axes {
		if len(a.values) > 1 && a.key != "seed" {
			varying = append(varying, a.key)
			users[nameOf(a.key)]++
		}
	}
	slices.SortFunc(varying, func(a, b string) int {
		return cmp.Compare(slices.Index(keys.Paths, a), slices.Index(keys.Paths, b))
	})
	var parts []string
	for _, key := range varying {
		short := nameOf(key)
		if users[short] > 1 {
			short = key
		}
		parts = append(parts, short+"="+valueName(keys.Value(key)))
	}
	const longest = 200 // bytes; file systems allow 255
	values, seed := shortened(strings.Join(parts, ","), longest), "seed="+strconv.Itoa(c.Seed)
	if values == "" {
		return seed
	}
	return values + "-" + seed
}

// nameOf is a key without its section.
func nameOf(key string) string {
	_, name := config.SplitKey(key)
	return name
}

// valueName is a value of the config as it appears in the name of a directory. A text that has to be changed
// for that gets a hash, so that no two become the same.
func valueName(value any) string {
	text := fmt.Sprint(value)
	if reflect.TypeOf(value).Kind() == reflect.Slice { // [96 96] becomes 96_96
		text = strings.ReplaceAll(strings.Trim(text, "[]"), " ", "_")
	}
	safe := strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) || strings.ContainsRune("._-+", r) {
			return r
		}
		return '-'
	}, text)
	if safe != text {
		safe += "-" + hashOf(text)
	}
	const longest = 60
	return shortened(safe, longest)
}

// shortened cuts text to longest bytes, ending with a hash of the whole.
func shortened(text string, longest int) string {
	if len(text) <= longest {
		return text
	}
	return strings.ToValidUTF8(text[:longest-9], "") + "-" + hashOf(text)
}

func hashOf(text string) string { return fmt.Sprintf("%x", sha256.Sum256([]byte(text)))[:8] }
