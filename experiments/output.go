package main

import "io"

// output is where a command writes, and how it learns of an interrupt.
type output struct {
	results  io.Writer // what was asked for: standard output
	progress io.Writer // all else: standard error
}
