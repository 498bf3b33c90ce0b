package abc

import (
	"strings"
	"testing"
)

// FuzzRead asserts what holds for any bytes: no panic, bounded output, and a score that keeps its own rules.
func FuzzRead(f *testing.F) {
	for _, seed := range []string{
		"X:1\nM:6/8\nQ:3/8=100\nK:Ador\nV:1\n|:A>B(3cde|[1\"Am\"[CE]2-[CE]:|[2z4|]\nV:2\nZ2&C|\n",
		"X:1\nP:((A)999)999\nK:C\nP:A\nC|\n",
		"X:1\nM:4/4\nP:(A)999\nK:C\nP:A\nZ999|Z999|Z999|\n",
		"X:1\nL:1\nK:C\nC9999(64:63:64C/7/9C/11/13|C9999|\n",
		"M:3/4\n\nX:1\nK:^f_b octave=2\n{g}C!p!D+f+|1-9E:|\n",
		"X:1\nP:(A)999\nK:C\nP:A\n\"N.C.\"C\"C7\"C&\"G\"C2|\n",
		"  X:1\n%%MIDI transpose 2\nV:* octave=1\nm:~G2=GG\nK:C treble^8\nC2|D2-|&&E2|[1F2:|2(&[\"Am7(b5)\"A]&B&)!C!+EG+k|\n",
		strings.Repeat("::::", 3) + "X:1\nK:\n::::C:::|",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		tunes, _ := Read(data)
		for _, tune := range tunes {
			if (tune.Err == nil) == (tune.Score == nil) {
				t.Fatalf("error %v, but score %v", tune.Err, tune.Score != nil)
			}
			if tune.Err == nil {
				checkScore(t, tune)
			} else if !strings.HasPrefix(tune.Err.Error(), "line ") {
				t.Fatalf("the problem %q has no place", tune.Err)
			}
		}
	})
}

func checkScore(t *testing.T, tune Tune) {
	t.Helper()
	s := tune.Score
	if len(s.Notes) > 2*maxNotes+6 || len(tune.Measures) > maxMeasures {
		t.Fatalf("%d notes, %d measures", len(s.Notes), len(tune.Measures))
	}
	for i, n := range s.Notes {
		if n.Start < 0 || n.End < n.Start || n.End > s.Length || n.Key > 127 || n.Velocity == 0 {
			t.Fatalf("note %d: %+v in a piece of length %d", i, n, s.Length)
		}
		if i > 0 && (n.Start < s.Notes[i-1].Start || n.Start == s.Notes[i-1].Start && n.Key < s.Notes[i-1].Key) {
			t.Fatalf("note %d is out of order", i)
		}
	}
	if len(s.Chords) > maxNotes+1 {
		t.Fatalf("%d chord symbols", len(s.Chords))
	}
	for i, c := range s.Chords {
		if c.Tick < 0 || c.Tick > s.Length || i > 0 && c.Tick < s.Chords[i-1].Tick {
			t.Fatalf("chord symbol %d: %+v in a piece of length %d", i, c, s.Length)
		}
	}
	for i, m := range s.Metres {
		if m.Beats < 1 || m.Unit < 1 || i == 0 && m.Tick != 0 || i > 0 && m.Tick <= s.Metres[i-1].Tick {
			t.Fatalf("metre change %d: %+v", i, m)
		}
	}
	for i, c := range s.Keys {
		if c.Fifths < -7 || c.Fifths > 7 || c.Tick > s.Length || i > 0 && c.Tick <= s.Keys[i-1].Tick {
			t.Fatalf("key change %d: %+v in a piece of length %d", i, c, s.Length)
		}
	}
	for i, c := range s.Tempos {
		if c.QuartersPerMinute <= 0 || i > 0 && c.Tick <= s.Tempos[i-1].Tick {
			t.Fatalf("tempo change %d: %+v", i, c)
		}
	}
}
