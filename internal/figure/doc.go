// Package figure draws piano rolls and learning curves, as PNG, SVG or PDF, in the width of a column of a
// paper.
//
// There are five kinds of Figure: a Roll is one piece, a Stack several below one another, a Chart curves over
// epochs in one or more panels, a Surprise a roll coloured by the loss of its notes, and Intervals are estimates
// with their intervals. Each is described once and drawn on the canvas of a format; gonum's plot draws the axes
// and curves of charts. Inline returns an SVG element for a page that may be light or dark.
//
// A Style has the width in millimetres, the resolution and the theme. Text has the same size at every width,
// 7.5 pt, and all formats have the same layout. The fonts are embedded, so that the same input gives the same
// bytes on every computer. The colours of runs and notes differ in lightness too, for colour-blind readers
// and black-and-white printers.
package figure
