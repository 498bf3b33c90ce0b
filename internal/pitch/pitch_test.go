package pitch

import "testing"

func TestKeyName(t *testing.T) {
	for key, want := range map[int]string{0: "C-1", 21: "A0", 60: "C4", 61: "C#4", 108: "C8", 127: "G9"} {
		if got := KeyName(key); got != want {
			t.Errorf("key %d is %s, want %s", key, got, want)
		}
	}
}

func TestTonalityName(t *testing.T) {
	for _, c := range []struct {
		tonic int
		minor bool
		want  string
	}{{0, false, "C major"}, {3, false, "Eb major"}, {8, false, "Ab major"}, {8, true, "G# minor"}, {1, true, "C# minor"}, {10, true, "Bb minor"}} {
		if got := TonalityName(c.tonic, c.minor); got != c.want {
			t.Errorf("pitch class %d, minor %v: %s, want %s", c.tonic, c.minor, got, c.want)
		}
	}
}
