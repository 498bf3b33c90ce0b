package pickle

import (
	"fmt"
	"strings"
	"testing"
)

// text writes a value as Python would, with lists in place of tuples.
func text(v any) string {
	switch v := v.(type) {
	case *List:
		var items []string
		for _, item := range v.Items {
			items = append(items, text(item))
		}
		return "[" + strings.Join(items, ", ") + "]"
	case *Dict:
		var items []string
		for i, key := range v.Keys {
			items = append(items, text(key)+": "+text(v.Items[i]))
		}
		return "{" + strings.Join(items, ", ") + "}"
	case string:
		return fmt.Sprintf("'%s'", v)
	case nil:
		return "None"
	case bool:
		return map[bool]string{true: "True", false: "False"}[v]
	}
	return fmt.Sprint(v)
}

// The pickles are what Python writes for these values, shortened where it writes more than is needed.
func TestDecode(t *testing.T) {
	for pickle, want := range map[string]string{
		"(lp0\nI1\naI-2\naL3L\naF1.5\naI01\naNaS'x'\np1\nag1\na.":                                                                  "[1, -2, 3, 1.5, True, None, 'x', 'x']",
		"(dp0\nVa\np1\n(I1\nI2\ntp2\nsVb\np3\ng2\ns.":                                                                              "{'a': [1, 2], 'b': [1, 2]}",
		"\x80\x02]q\x00(K\x01M\x00\x01J\xff\xff\xff\xff\x8a\x02\x00\x80\x8a\x08\x00\x00\x00\x00\x00\x00\x00\x80\x8a\x00\x88\x89e.": "[1, 256, -1, -32768, -9223372036854775808, 0, True, False]",
		"\x80\x02}(U\x01aK\x01\x85X\x01\x00\x00\x00bK\x01K\x02\x86C\x01cK\x01K\x02K\x03\x87u.":                                     "{'a': [1], 'b': [1, 2], 'c': [1, 2, 3]}",
		"\x80\x04\x95\x0a\x00\x00\x00\x00\x00\x00\x00]\x94(\x8c\x01x\x94h\x01G?\xf8\x00\x00\x00\x00\x00\x00)e.":                    "['x', 'x', 1.5, []]",
		"]q\x00(]q\x01K\x01ah\x01e.": "[[1], [1]]", // the same list twice, extended after it was stored
	} {
		got, err := Decode([]byte(pickle))
		if err != nil || text(got) != want {
			t.Errorf("%q is %s, error %v, want %s", pickle, text(got), err, want)
		}
	}
}

func TestDecodeErrors(t *testing.T) {
	for pickle, want := range map[string]string{
		"":                                      "byte 0: the pickle ends too early",
		"]":                                     "byte 1: the pickle ends too early",
		".":                                     "the pickle is damaged",
		"I1\na.":                                "byte 3: the pickle is damaged",
		"e.":                                    "byte 0: the pickle is damaged",
		"(I1\n(0.":                              "byte 5: the pickle is damaged",
		"h\x05.":                                "byte 0: the pickle is damaged",
		"Ix\n.":                                 `byte 0: "x" is no integer of up to 64 bits`,
		"X\xff\xff\xff\x7fa":                    "byte 0: the pickle ends too early",
		"\x8d\xff\xff\xff\xff\xff\xff\xff\xffa": "byte 0: the pickle is damaged",
		"\x8b\x09\x00\x00\x00123456789.":        "byte 0: an integer of more than 64 bits",
		"cposix\nsystem\n(S'ls'\ntR.":           `byte 0: "posix.system" is an object; only lists, tuples, dicts, numbers and strings are read`,
		"\x8c\x05posix\x8c\x06system\x93.":      "byte 15: opcode 0x93 makes an object; only lists, tuples, dicts, numbers and strings are read",
		"}K\x01K\x02K\x03u.":                    "byte 7: the pickle is damaged",
	} {
		if v, err := Decode([]byte(pickle)); err == nil || err.Error() != want {
			t.Errorf("%q is %s, error %v, want %s", pickle, text(v), err, want)
		}
	}
}

// A list may contain itself.
func TestDecodeCycle(t *testing.T) {
	v, err := Decode([]byte("]q\x00h\x00a."))
	list, ok := v.(*List)
	if err != nil || !ok || len(list.Items) != 1 || list.Items[0] != v {
		t.Errorf("%T, error %v, want a list of itself", v, err)
	}
}

// FuzzDecode asserts that any bytes end in a value or an error.
func FuzzDecode(f *testing.F) {
	f.Add([]byte("(dp0\nS'train'\np1\n(lp2\n(I60\nI64\ntaas."))
	f.Add([]byte("\x80\x02}q\x00(U\x05train]q\x01(K<M\x00\x01J\x00\x00\x00\x00\x8a\x01\x05eu."))
	f.Add([]byte("\x80\x04\x95\x05\x00\x00\x00\x00\x00\x00\x00]\x94h\x00a."))
	f.Fuzz(func(t *testing.T, data []byte) {
		v, err := Decode(data)
		switch v.(type) {
		case nil, bool, int, float64, string, *List, *Dict:
		default:
			t.Fatalf("%T, error %v", v, err)
		}
	})
}
