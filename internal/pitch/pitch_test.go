package pitch

import "testing"

func TestKeyName(t *testing.T) {
	for key, want := range map[int]string{0: "C-1", 21: "A0", 60: "C4", 61: "C#4", 108: "C8", 127: "G9"} {
		if got := KeyName(key); got != want {
			t.Errorf("key %d is %s, want %s", key, got, want)
		}
	}
}
