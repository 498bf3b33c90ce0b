// Package texttable writes one table as aligned text for a terminal, as GitHub Flavored Markdown, or as CSV.
//
// The three writers share one escaping rule: no control character, line break or bidirectional override of a
// cell reaches the output; each is written as its Go escape, such as \x1b or \n. Text columns are aligned by
// display width, so that a Chinese character counts as two columns and a combining accent as none.
package texttable
