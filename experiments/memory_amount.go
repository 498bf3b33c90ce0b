package main

import "fmt"

// memory is an amount in bytes. It is a float64 because what a config asks for can be beyond any integer.
type memory float64

func (m memory) String() string { return fmt.Sprintf("%.2f GB", float64(m)/1e9) }
