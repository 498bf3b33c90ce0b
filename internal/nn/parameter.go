package nn

// Parameter is a named tensor of weights, in row-major order.
type Parameter struct {
	Name  string
	Shape []int
	Data  []float32
}
