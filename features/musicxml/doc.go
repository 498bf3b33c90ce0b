// Package musicxml turns MusicXML into a score.Score and a score.Score into MusicXML 4.0
// (www.w3.org/2021/06/musicxml40), as a plain file (.musicxml, .xml) or a compressed one (.mxl).
//
// [Write] makes piano music of two staves: measures, staves, voices, note values, spelling. [Read] reads any
// number of parts, part by part or measure by measure, with repeats and jumps written out. Layout, words and
// ornaments are ignored. Where the format leaves a choice:
//
//   - All parts share their measures. A measure lasts as long as its longest part that has notes. Rests fill it
//     up to the metre, except in measures that are not counted (implicit), such as pickups. A short first
//     measure is a pickup. Two short measures that a repeat or double bar splits are one.
//   - Repeats, endings and jumps (D.C., D.S., Fine, coda) of one part hold for all. A repeat without a beginning
//     goes back to the end of the repeat before it. Each jump is taken once; after it repeats are not taken, and
//     the last ending is. A jump counts if a sound element has it, not by words alone.
//   - A tie joins two notes of one part and key if the first has its start, the second its stop, and the second
//     begins where the first ends, also across repeats and voices.
//   - Grace notes take no time and do not sound, as in the ABC reader; neither do cue notes. Tremolos and
//     ornaments are plain notes.
//   - Parts that transpose are read as they sound. Quarter tones go to the nearest key.
//   - Unpitched percussion, and notes on MIDI channel 10 whose instrument is not named a piano, are left out
//     with a warning. [Options] can keep the latter.
//   - The tempo is that of sound elements, or of a metronome mark without one. The first part that has a metre
//     or key leads.
//   - Velocities follow the dynamics of sound elements and notes, in percent of velocity 90. The default is 80.
//   - Chord symbols are kept but not played. Each staff that has notes is a track.
//   - A file has at most 64 MB after decompression. A piece with its repeats has at most 200,000 notes and
//     50,000 measures.
package musicxml
