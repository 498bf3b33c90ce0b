package midi_test

import (
	"fmt"

	"workbench/features/midi"
	"workbench/features/score"
)

// A melody with a pickup of a quarter in 3/4, and a chord, on two tracks.
func Example() {
	waltz := score.Metre{Beats: 3, Unit: 4}
	s := &score.Score{
		Title:           "Waltz",
		TicksPerQuarter: 480,
		Tracks:          []string{"Melody", "Chords"},
		Notes: []score.Note{
			{Start: 0, End: 480, Key: 67, Velocity: 80},
			{Start: 480, End: 1920, Key: 48, Velocity: 60, Track: 1},
			{Start: 480, End: 1920, Key: 72, Velocity: 80},
		},
		Metres: []score.MetreChange{{Tick: 0, Metre: waltz}, {Tick: 480, Metre: waltz}},
		Tempos: []score.TempoChange{{Tick: 0, QuartersPerMinute: 150}},
		Length: 1920,
	}
	data, err := midi.Write(s)
	if err != nil {
		fmt.Println(err)
		return
	}
	again, warnings, err := midi.Read(data)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(again.Title, again.Metres, len(warnings))
	for _, n := range again.Notes {
		fmt.Printf("track %d: key %d, ticks %d to %d\n", n.Track, n.Key, n.Start, n.End)
	}
	// Output:
	// Waltz [{0 {3 4}} {480 {3 4}}] 0
	// track 0: key 67, ticks 0 to 480
	// track 1: key 48, ticks 480 to 1920
	// track 0: key 72, ticks 480 to 1920
}
