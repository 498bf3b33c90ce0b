// Package search decides which trials of a hyperparameter search to train, and how long: it turns a space of
// parameters and the results so far into the next decision.
//
// A Space has ranges, which may be logarithmic or whole numbers, and choices. Random draws from it uniformly.
// TPE is the tree-structured Parzen estimator of Bergstra et al. (Algorithms for Hyper-Parameter Optimization,
// NIPS 2011). ASHA is the asynchronous successive halving of Li et al. (A System for Massively Parallel
// Hyperparameter Tuning, MLSys 2020): it trains many trials for few epochs and continues the best.
//
// Everything here is a function of its arguments: the same seed and the same results give the same decision, so
// that a search which was killed continues as if it had not been. Reading and writing files is up to the caller.
//
// Importance says which parameters mattered: functional ANOVA of a random forest (Hutter, Hoos and
// Leyton-Brown, An Efficient Approach for Assessing Hyperparameter Importance, ICML 2014).
package search
