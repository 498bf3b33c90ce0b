package loss

// Metric is a further figure about a model on some pieces, such as an accuracy.
type Metric struct {
	Name  string  `json:"name"`
	Value float64 `json:"value"`
}
