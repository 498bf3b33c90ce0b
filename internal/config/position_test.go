package config

import (
	"strings"
	"testing"

	"github.com/BurntSushi/toml"
)

func TestScanConfig(t *testing.T) {
	type place struct {
		line, column, valueLine, valueColumn int
		value                                string
	}
	tests := []struct {
		name, text string
		want       map[string]place
	}{
		{"table", "# a = 1\na = 1 # b = 2\n\n [ s ] # c\n  b=2", map[string]place{
			"a": {2, 1, 2, 5, "1"}, "s": {4, 2, 4, 2, ""}, "s.b": {5, 3, 5, 5, "2"}}},
		{"line ends of Windows", "a = 1\r\n[s]\r\nb = 2\r\n", map[string]place{
			"a": {1, 1, 1, 5, "1"}, "s.b": {3, 1, 3, 5, "2"}}},
		{"dotted", "s . a.b = 1\ns.c = 2", map[string]place{
			"s": {1, 1, 1, 1, ""}, "s.a": {1, 1, 1, 1, ""}, "s.a.b": {1, 1, 1, 11, "1"}, "s.c": {2, 1, 2, 7, "2"}}},
		{"table below a table", "[s.t]\na = 1\n[s]\nb = 2", map[string]place{
			"s": {1, 1, 1, 1, ""}, "s.t.a": {2, 1, 2, 5, "1"}, "s.b": {4, 1, 4, 5, "2"}}},
		{"quoted", "\"a b\" = 1\n'c.d'.e = 2\n\"\\u0066\" = 3", map[string]place{
			`"a b"`: {1, 1, 1, 9, "1"}, `"c.d".e`: {2, 1, 2, 11, "2"}, "f": {3, 1, 3, 12, "3"}}},
		{"inline table", "s = {a = 1, t = { b = [2, {c = 3}] } }\nd = 4", map[string]place{
			"s": {1, 1, 1, 5, "{a = 1, t = { b = [2, {c = 3}] } }"}, "s.a": {1, 6, 1, 10, "1"},
			"s.t.b": {1, 19, 1, 23, "[2, {c = 3}]"}, "d": {2, 1, 2, 5, "4"}}},
		{"array over lines", "a = [\n  1, # ]\n  \"]\", '#',\n]\nb = 2", map[string]place{
			"a": {1, 1, 1, 5, "[\n  1, # ]\n  \"]\", '#',\n]"}, "b": {5, 1, 5, 5, "2"}}},
		{"strings", "a = \"# \\\" = \"\nb = '\\'\nc = \"\"\nd = 4", map[string]place{
			"a": {1, 1, 1, 5, `"# \" = "`}, "b": {2, 1, 2, 5, `'\'`}, "c": {3, 1, 3, 5, `""`}, "d": {4, 1, 4, 5, "4"}}},
		{"strings over lines", "a = \"\"\"\nx = 1\n\\\"\"\"\"\"\"\nb = '''\n[y]\n'''''\nc = 3", map[string]place{
			"b": {4, 1, 4, 5, "'''\n[y]\n'''''"}, "c": {7, 1, 7, 5, "3"}}},
		{"array of tables", "[[s]]\na = 1\n[[s]]\na = 2", map[string]place{"s": {1, 1, 1, 1, ""}}},
		{"wide characters", "a = [\"äöü\", {b = 1}]", map[string]place{"a.b": {1, 14, 1, 18, "1"}}},
		{"no end of line", "a = true", map[string]place{"a": {1, 1, 1, 5, "true"}}},
	}
	for _, test := range tests {
		if _, err := toml.Decode(test.text, &map[string]any{}); err != nil {
			t.Errorf("%s: not TOML: %v", test.name, err)
			continue
		}
		got := scan(test.text)
		for key, want := range test.want {
			g := got[key]
			if place(g) != want {
				t.Errorf("%s: %s is at %+v, want %+v", test.name, key, g, want)
			}
		}
	}
}

// FuzzScanConfig checks that the scanner finds every key that the decoder finds, in any valid text.
func FuzzScanConfig(f *testing.F) {
	f.Add("a = 1\n[s]\nb.c = {d = [1, \"]\", '''\n'''], 'e' = 2}\n")
	f.Add("[[s]]\n\"\\u0061\" = 1979-05-27 07:32:00 # x\n")
	f.Fuzz(func(t *testing.T, text string) {
		table := map[string]any{}
		meta, err := toml.Decode(text, &table)
		if err != nil {
			return
		}
		places := scan(text)
		lines := strings.Count(text, "\n") + 1
		for _, key := range meta.Keys() {
			if place, ok := places[key.String()]; !ok || place.line < 1 || place.line > lines {
				t.Errorf("%s is at %+v", key, place)
			}
		}
	})
}
