package main

// goldenLosses are those of TestGoldenLosses, in nats per time step.
var goldenLosses = [10]float64{
	64.337967, 60.211334, 57.707742, 49.814625, 47.815081, 44.493173, 38.846496, 38.484846, 39.775025, 37.476615,
}
