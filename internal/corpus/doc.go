// Package corpus reads the music of an experiment from a folder, a file of frames or the program itself,
// divides it into training and validation pieces, and describes it: a row per piece, near-duplicates, and
// what could not be read.
package corpus
