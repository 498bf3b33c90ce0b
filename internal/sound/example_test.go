package sound_test

import (
	"fmt"

	"workbench/internal/sound"
)

func ExampleRender() {
	samples := sound.Render([]sound.Note{{Start: 0, End: 1, Key: 60, Loudness: 0.5}}, 20)
	fmt.Printf("%.1f s, a file of %d bytes\n", float64(len(samples))/sound.Rate, len(sound.WAV(samples)))
	// Output: 2.0 s, a file of 88244 bytes
}
