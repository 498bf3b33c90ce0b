// Package searchfigure draws the report of a hyperparameter search: the best result so far over time, the
// results against each parameter, and parallel coordinates, as PNG or SVG.
//
// All figures use the same marks: a dark dot is a trial that was trained to its end, a pale one a trial that was
// stopped before, an orange one the best trial, and a cross at the upper edge a trial that failed. Results far
// above the rest are drawn at the upper edge too, so that one trial that diverged does not hide the others.
package searchfigure
