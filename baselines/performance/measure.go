package performance

import "workbench/features/score"

// Measure returns the notes a second of a score, and the share of each pitch class, from C, in the time that its notes sound: what [Options] ask for. A silent
// score has neither.
func Measure(s *score.Score) (density float64, classes [12]float64) {
	strokes := perform(s).strokes(1, 0)
	if len(strokes) == 0 {
		return 0, classes
	}
	sum, end := 0.0, s.Clock().Seconds(s.Length)
	for _, n := range strokes {
		length := float64(n.end - n.start)
		classes[n.key%12] += length
		sum += length
		end = max(end, float64(n.end)/stepsPerSecond)
	}
	for class := range classes {
		classes[class] /= sum
	}
	return float64(len(strokes)) / end, classes
}
