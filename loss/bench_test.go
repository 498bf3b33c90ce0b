package loss

import "testing"

// BenchmarkLoss is the loss and its gradient for a batch of 5 segments of 128 steps, four keys of 88 playing.
func BenchmarkLoss(b *testing.B) {
	const rows, outputs = 5 * 128, 2
	logits, labels, mask := make([]float32, 88*rows*outputs), make([]float32, 88*rows*outputs), make([]float32, rows)
	for i := range logits {
		logits[i] = float32(i%17)/4 - 4
		if i/outputs/rows%22 == 0 {
			labels[i] = 1
		}
	}
	for i := range mask {
		mask[i] = 1
	}
	d := make([]float32, len(logits))
	b.ReportAllocs()
	for b.Loop() {
		Sum(logits, labels, mask, outputs)
		Gradient(d, logits, labels, mask, outputs, 1)
	}
}
