package texttable_test

import (
	"os"

	"workbench/internal/texttable"
)

func runs() *texttable.Table {
	t := texttable.New(texttable.Left("run"), texttable.Right("epochs"), texttable.Right("best"))
	t.Add("quickstart", "300", "2.142")
	t.Add("ночь*", "1,500", "12.010")
	return t
}

func ExampleTable_WriteText() {
	if err := runs().WriteText(os.Stdout); err != nil {
		panic(err)
	}
	// Output:
	// run         epochs    best
	// ──────────────────────────
	// quickstart     300   2.142
	// ночь*        1,500  12.010
}

func ExampleTable_WriteMarkdown() {
	if err := runs().WriteMarkdown(os.Stdout); err != nil {
		panic(err)
	}
	// Output:
	// | run | epochs | best |
	// | :-- | --: | --: |
	// | quickstart | 300 | 2.142 |
	// | ночь\* | 1,500 | 12.010 |
}

func ExampleTable_WriteCSV() {
	if err := runs().WriteCSV(os.Stdout); err != nil {
		panic(err)
	}
	// Output:
	// run,epochs,best
	// quickstart,300,2.142
	// ночь*,"1,500",12.010
}
