// Package compare turns run directories into one table: a row per run, or per group of runs that differ only
// in their seed.
//
// [Runs] finds and summarizes the runs and groups them; [NewTable] chooses rows and columns; [Formats] render the table as
// text, Markdown, CSV or JSON; [Table.Write] writes all of these to a directory together with pictures.
// Differences between rows are tested with a paired bootstrap over the validation pieces, see
// [LossDifference].
package compare
