package commandline

import "strings"

// Repeated is a flag that may be given several times.
type Repeated []string

func (r *Repeated) String() string {
	if r == nil {
		return ""
	}
	return strings.Join(*r, " ")
}

func (r *Repeated) Set(s string) error { *r = append(*r, s); return nil }
