package texttable

import (
	"cmp"
	"encoding/csv"
	"io"
	"workbench/internal/console"
)

// WriteCSV writes the table as RFC 4180 has it, with the keys of the columns in the first record. The error
// is what w returns.
func (t *Table) WriteCSV(w io.Writer) error {
	out := csv.NewWriter(w)
	record := make([]string, len(t.Columns))
	write := func(at func(column int) string) {
		for j := range record {
			record[j] = console.Printable(at(j))
		}
		if err := out.Write(record); err != nil {
			return // out.Error reports it
		}
	}
	write(func(j int) string { return cmp.Or(t.Columns[j].Key, t.Columns[j].name()) })
	for i := range t.Rows {
		write(func(j int) string { return t.cell(i, j).Text })
	}
	out.Flush()
	return out.Error()
}
