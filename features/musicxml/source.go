package musicxml

import "embed"

// Source is the source of this package. A cache of what was read holds as long as it stays the same.
//
//go:embed *.go
var Source embed.FS
