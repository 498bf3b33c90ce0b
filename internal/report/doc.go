// Package report turns what is known of one or several runs into a document for people: a single HTML file that needs no
// network and no script, with curves, piano rolls and sound inside, or a Markdown file with its pictures and sounds beside it.
//
// The package lays out and draws; what the runs have to say, its caller collects in a Report.
package report
