package sound

import "math"

const (
	tail        = 1.0 // seconds after the last note-off
	fade        = 0.4 // seconds of fade-out at the end
	longestNote = 8.0 // seconds that a held note sounds at most
	undamped    = 90  // the first key without a damper, F♯6
	levels      = 12  // of loudness that differ in brightness
)

// peak is the largest absolute sample, −1 dBFS.
var peak = float32(math.Pow(10, -1.0/20))

// Render synthesizes notes in a room and returns samples from −1 to 1 at Rate, at most the given number of
// seconds. It normalizes the peak to −1 dBFS, so that nothing clips and pieces are about equally loud, and fades
// out at the end. Without notes it returns a second of silence.
func Render(notes []Note, longest float64) []float32 {
	ends := 0.0
	held := map[struck]float64{} // longest duration of each
	for _, n := range notes {
		ends = max(ends, n.End)
		if n.Start < longest {
			held[n.struck()] = max(held[n.struck()], min(n.End-n.Start, longestNote))
		}
	}
	tones := map[struck][]float32{}
	for s, seconds := range held {
		if s.key >= undamped {
			seconds = decay(s.key)
		}
		tones[s] = Tone(s.key, float64(s.level)/levels, seconds+release(s.key), Rate)
	}
	mix := make([]float32, int(min(ends+tail, longest)*Rate))
	for _, n := range notes {
		if n.Start < longest {
			addNote(mix, n, tones[n.struck()])
		}
	}
	addRoom(mix)
	removeDC(mix)
	fadeOut(mix)
	normalize(mix)
	return mix
}

// struck is a key with the level of its loudness, 0 to levels.
type struck struct{ key, level int }

func (n Note) struck() struck { return struck{n.Key, int(math.Round(n.Loudness * levels))} }

// release is the time in seconds from note-off until the damper has silenced a key: longer for heavy strings.
func release(key int) float64 { return 0.1 + 0.2*math.Pow(2, -float64(key-21)/20) }

// addNote adds the tone of a note from its start until the damper has silenced it, at the latest at the end of
// the tone.
func addNote(mix []float32, n Note, tone []float32) {
	damped := math.Round(release(n.Key) * Rate)
	start, held := int(n.Start*Rate), int((n.End-n.Start)*Rate)
	if n.Key >= undamped {
		held = len(tone)
	}
	held = min(held, len(tone)-int(damped)) // cutting the tone off would click
	loudness := float32(n.Loudness * n.Loudness)
	for i, v := range tone[:min(len(tone), held+int(damped), max(0, len(mix)-start))] {
		if after := float64(i - held); after > 0 {
			v *= float32(0.5 + 0.5*math.Cos(math.Pi*after/damped))
		}
		mix[start+i] += loudness * v
	}
}

func fadeOut(mix []float32) {
	length := min(int(fade*Rate), len(mix))
	for i := range length {
		mix[len(mix)-1-i] *= float32(i) / float32(length)
	}
}

// removeDC removes the mean and frequencies below hearing with a one-pole high-pass filter at 10 Hz.
func removeDC(mix []float32) {
	const keep = 1 - 2*math.Pi*10/Rate
	var before, out float32
	for i, v := range mix {
		out = keep*out + v - before
		before, mix[i] = v, out
	}
}

// normalize scales the largest sample to peak.
func normalize(mix []float32) {
	var loudest float32
	for _, v := range mix {
		loudest = max(loudest, v, -v)
	}
	if loudest == 0 {
		return
	}
	for i := range mix {
		mix[i] *= peak / loudest
	}
}
