// Package memory says what memory a network needs and what the machine has left.
package memory

import "fmt"

// Amount is an amount in bytes. It is a float64 because what a config asks for can be beyond any integer.
type Amount float64

func (m Amount) String() string { return fmt.Sprintf("%.2f GB", float64(m)/1e9) }
