package main

import "errors"

// errInterrupted says that the user stopped the program and all is in order.
var errInterrupted = errors.New("interrupted")
