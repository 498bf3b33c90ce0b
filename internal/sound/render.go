package sound

import "math"

const (
	release   = 0.12 // seconds that the damper takes after a key is let go
	tail      = 0.5  // seconds after the last note is let go
	fade      = 0.4  // seconds at the end in which a piece dies away
	peak      = 0.8  // loudest sample of a piece
	longestOf = 8.0  // seconds that a held note sounds at most
)

// Render plays notes for at most so many seconds, at Rate samples a second from −1 to 1. The loudest sample is ±0.8, so that
// nothing clips and every piece is about as loud as another. It fades out at its end. Without notes it is silent for as long as
// silence lasts, half a second.
func Render(notes []Note, longest float64) []float32 {
	ends := 0.0
	held := map[int]float64{} // by key: the longest that it is held
	for _, n := range notes {
		ends = max(ends, n.End)
		if n.Start < longest {
			held[n.Key] = min(max(held[n.Key], n.End-n.Start), longestOf)
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
	centre(mix)
	fadeOut(mix)
	normalise(mix)
	return mix
}

// addNote adds a tone from the note's start until the damper has silenced it, which is at the end of the tone at the latest.
func addNote(mix []float32, n Note, tone []float32) {
	damped := math.Round(release * Rate)
	start, held := int(n.Start*Rate), int((n.End-n.Start)*Rate)
	held = min(held, len(tone)-int(damped)) // a tone that was cut off would click
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

// centre takes away what lies below hearing: a filter of one pole at 10 Hz, which leaves no mean.
func centre(mix []float32) {
	const keep = 1 - 2*math.Pi*10/Rate
	var before, out float32
	for i, v := range mix {
		out = keep*out + v - before
		before, mix[i] = v, out
	}
}

// normalise brings the loudest sample to peak.
func normalise(mix []float32) {
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
