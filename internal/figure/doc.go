// Package figure turns piano rolls and loss curves into pictures for a report: WriteRoll one
// piece, Rolls a stack of what several composed, Learning one of what a network composed at its checkpoints, WriteLoss the curves of a
// run, and WriteCurves those of several, as PNG; and RollSVG, RollsSVG, LearningSVG, LossSVG and CurvesSVG the same as SVG for a page
// that may be light or dark.
//
// Rolls are drawn pixel by pixel with a small palette, so that every cell has sharp edges and the
// files stay small. The colours are two blues of different lightness, which colour-blind readers and
// a black-and-white printer keep apart. The same input gives the same bytes.
package figure
