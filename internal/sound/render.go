package sound

import "math"

const (
	release     = 0.12 // seconds from note-off until the damper has silenced the string
	tail        = 0.5  // seconds after the last note-off
	fade        = 0.4  // seconds of fade-out at the end
	peak        = 0.8  // largest absolute sample
	longestNote = 8.0  // seconds that a held note sounds at most
)

// Render synthesizes notes and returns samples from −1 to 1 at Rate, at most the given number of seconds. It
// normalizes the peak to 0.8, so that nothing clips and pieces are about equally loud, and fades out at the
// end. Without notes it returns half a second of silence.
func Render(notes []Note, longest float64) []float32 {
	ends := 0.0
	held := map[int]float64{} // longest duration of each key
	for _, n := range notes {
		ends = max(ends, n.End)
		if n.Start < longest {
			held[n.Key] = min(max(held[n.Key], n.End-n.Start), longestNote)
		}
	}
	tones := map[int][]float32{}
	for key, seconds := range held {
		tones[key] = tone(key, seconds+release)
	}
	mix := make([]float32, int(min(ends+tail, longest)*Rate))
	for _, n := range notes {
		if n.Start < longest {
			addNote(mix, n, tones[n.Key])
		}
	}
	removeDC(mix)
	fadeOut(mix)
	normalize(mix)
	return mix
}

// addNote adds the tone of a note from its start until the damper has silenced it, at the latest at the end
// of the tone.
func addNote(mix []float32, n Note, tone []float32) {
	damped := math.Round(release * Rate)
	start, held := int(n.Start*Rate), int((n.End-n.Start)*Rate)
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
