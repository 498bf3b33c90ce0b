package corpus

import (
	"fmt"

	"workbench/internal/console"
	"workbench/internal/musiccache"
)

// ClearCache empties the cache of music that has been read, and prints what it had.
func ClearCache(out *console.Streams) error {
	root := musiccache.Root()
	if root == "" {
		fmt.Fprintln(out.Results, "there is no cache")
		return nil
	}
	bytes, err := musiccache.Clear(root)
	if err != nil {
		return fmt.Errorf("-clear-cache: %w", err)
	}
	fmt.Fprintf(out.Results, "removed %.1f MB of music that had been read, in %s\n", float64(bytes)/1e6, console.Printable(root))
	return nil
}
