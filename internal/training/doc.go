// Package training turns a config into a trained model in a run directory.
//
// start.go starts a run and resume.go resumes one; both make an experiment (experiment.go) and call train
// (train.go), the training loop. An update is model.Update on one batch at the rate of schedule.go. An
// evaluation (evaluation.go) validates, writes samples, and draws the figures. state.go is the training state
// and its checkpoint.
package training
