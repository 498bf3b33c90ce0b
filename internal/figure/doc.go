// Package figure draws.
package figure
