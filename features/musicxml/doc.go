// Package musicxml turns MusicXML into a score.Score and a score.Score into MusicXML 4.0 (www.w3.org/2021/06/musicxml40), as a plain file
// (.musicxml, .xml) or a compressed one (.mxl).
//
// [Write] makes a piano part of two staves: measures, staves, voices, note values, spelling. [Read] reads any number of parts, part by part or measure by
// measure, with repeats and jumps written out. Layout, words and ornaments are read over. Where the format leaves a choice:
//
//   - All parts share their measures. A measure lasts as long as its longest part that has notes; rests fill it up to the metre, but for measures that are not
//     counted (implicit), such as pickups. A short first measure is a pickup, and two short measures that a repeat or double bar splits are one.
//   - Repeats, endings and jumps (D.C., D.S., Fine, coda) of one part hold for all. A repeat without a beginning goes back to the repeat before it. After a
//     jump, which is taken once, repeats are not, and the last ending is. Jumps count where a sound element says them, not by words alone.
//   - A tie needs the beginning of one and the end of the next note, of one key and part, where one ends and the other starts; also across repeats and voices.
//   - Grace notes take no time and do not sound, as in the reader of ABC; neither do cue notes. Tremolos and ornaments are plain notes.
//   - Parts that transpose sound as they are heard. Quarter tones go to the nearest key.
//   - Unpitched percussion, and notes on MIDI channel 10 whose instrument is not named a piano, are left out with a warning; an option keeps the latter.
//   - The tempo is that of sound elements, or of a metronome mark without one. The first part that names a metre or key leads.
//   - Velocities are 90 for a forte, of which dynamics are percentages; without any it is 80.
//   - Chord symbols are kept but not played. Each staff that has notes is a track.
//   - A file is at most 64 MB when unpacked; a piece with its repeats has at most 200,000 notes and 50,000 measures.
package musicxml
