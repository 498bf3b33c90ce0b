// Package report turns one or several run directories into a document: a single HTML file that needs no
// network and no script, with curves, piano rolls and sound inside, or a Markdown file with its pictures and
// sounds in a folder beside it.
//
// A [Collector] reads the run directories into a [Report]; [Report.WriteHTML] and [Report.WriteMarkdown] lay
// it out.
package report
