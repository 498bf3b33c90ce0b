package loss

import (
	"math"
	"testing"
)

// TestSum holds the loss against the formula of Johnson 2015, −log(2py − p − y + 1), with p = σ(z).
func TestSum(t *testing.T) {
	// Two notes, two rows; the second row is padding. Note 0: p = 0.5, 0.5; note 1 is silent, so articulate
	// does not count.
	logits := []float32{0, 0, 9, 9, 2, 5, 9, 9}
	labels := []float32{1, 0, 1, 1, 0, 0, 0, 0}
	mask := []float32{1, 0}
	got := Sum(logits, labels, mask, 2)
	p := 1 / (1 + math.Exp(-2))
	want := Nats{Play: -math.Log(2*0.5*1-0.5-1+1) - math.Log(2*p*0-p-0+1), Articulate: -math.Log(0.5)}
	if math.Abs(got[Play]-want[Play]) > 1e-12 || math.Abs(got[Articulate]-want[Articulate]) > 1e-12 {
		t.Errorf("got %v, want %v", got, want)
	}
}

func TestFarLogits(t *testing.T) {
	for _, test := range []struct {
		logit, label float32
		want         float64
	}{{100, 0, 100}, {-100, 1, 100}, {1000, 1, 0}, {-1000, 0, 0}} {
		if got := CrossEntropy(test.logit, test.label); math.Abs(got-test.want) > 1e-12 {
			t.Errorf("logit %v, label %v: %v nats, want %v", test.logit, test.label, got, test.want)
		}
	}
}

// TestGradient compares with central differences of Sum. Logits and step are multiples of 1/128, which
// float32 has exactly, and the third derivative of the loss is below 0.1, so the formula's own error is below
// 0.5·0.1·h²/6 = 5.1e-7.
func TestGradient(t *testing.T) {
	for _, outputs := range []int{1, 2} {
		labels := []float32{1, 0, 0, 0, 1, 1, 1, 0, 0, 0, 1, 1}
		logits := []float32{0.5, -1, 2, 1, -0.25, 3, 1, 1, -2, 0, 0.125, -3}
		mask := []float32{1, 0, 1}
		d := make([]float32, len(logits))
		Gradient(d, logits, labels, mask, outputs, 0.5)
		for i := range logits {
			const h = 1.0 / 128
			at := logits[i]
			logits[i] = at + h
			up := Sum(logits, labels, mask, outputs).Total()
			logits[i] = at - h
			down := Sum(logits, labels, mask, outputs).Total()
			logits[i] = at
			if want := 0.5 * (up - down) / (2 * h); math.Abs(float64(d[i])-want) > 1e-6 {
				t.Errorf("%d outputs, logit %d: gradient %v, want %v", outputs, i, d[i], want)
			}
		}
	}
}
