// Package survey runs blind listening studies: it makes excerpts of equal length and loudness from models and
// real pieces, asks listeners about them, and evaluates the answers.
//
// A study is a directory:
//
//	study.json     what a listener's page needs: texts, questions, excerpts by random names
//	key.json       what each excerpt is; the server never sends it
//	audio/ID.flac  the excerpts, and the clips of the sound check
//	answers.jsonl  the answers, one line each, appended and synced
//
// [Request.Create] makes one, [Server] serves it, [Study.Export] turns it into one HTML file, and
// [Study.Results] evaluates the answers.
package survey
