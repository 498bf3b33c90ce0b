package loss

import "fmt"

// Nats is a negative log-likelihood in nats, split into the parts of a model (such as play and articulate),
// in the model's order of parts. A nil Nats is zero.
type Nats []float64

// Zeros returns n likelihoods of the given number of parts, all zero. They share one array.
func Zeros(n, parts int) []Nats {
	all, values := make([]Nats, n), make([]float64, n*parts)
	for i := range all {
		all[i] = values[i*parts : (i+1)*parts : (i+1)*parts]
	}
	return all
}

// Total is the sum of the parts.
func (n Nats) Total() (total float64) {
	for _, part := range n {
		total += part
	}
	return total
}

// Add returns the sum of two likelihoods of the same parts.
func (n Nats) Add(m Nats) Nats {
	if len(n) == 0 || len(m) == 0 {
		return append(append(Nats{}, n...), m...)
	}
	if len(n) != len(m) {
		panic(fmt.Sprintf("loss: %d and %d parts", len(n), len(m)))
	}
	sum := make(Nats, len(n))
	for i := range sum {
		sum[i] = n[i] + m[i]
	}
	return sum
}

// Scale returns the likelihood times x.
func (n Nats) Scale(x float64) Nats {
	scaled := make(Nats, len(n))
	for i := range n {
		scaled[i] = n[i] * x
	}
	return scaled
}

// AddAll returns the sum of all likelihoods, added in their order.
func AddAll(all []Nats) Nats {
	var sum Nats
	for _, n := range all {
		if sum == nil {
			sum = make(Nats, len(n))
		}
		for i, part := range n {
			sum[i] += part
		}
	}
	return sum
}
