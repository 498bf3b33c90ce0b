// Package musicxml turns MusicXML into a score.Score and a score.Score into MusicXML 4.0 (www.w3.org/2021/06/musicxml40), as a plain file (.musicxml)
// or a compressed one (.mxl).
package musicxml
