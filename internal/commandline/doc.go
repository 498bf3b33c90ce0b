// Package commandline reads the flags and operands of a command, in any order, and says what is wrong with them.
package commandline
