// Package evaluate computes the exact negative log-likelihood of pieces under a run's model, with confidence
// intervals over the pieces, and compares it with counting models fitted to the run's training pieces.
package evaluate
