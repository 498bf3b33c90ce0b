package atomicfile

import (
	"os"
	"sync"
)

// unfinished has the names of the hidden directories that are being filled. RemoveUnfinished keeps ending locked, so that
// files are whole, what it removes is not made again, and nobody reports that it is gone.
var (
	unfinished sync.Map
	ending     sync.RWMutex
)

// RemoveUnfinished removes the hidden directories that are being filled, for a process that is about to end. Whoever fills
// one waits from then on.
func RemoveUnfinished() {
	ending.Lock()
	unfinished.Range(func(hidden, _ any) bool {
		os.RemoveAll(hidden.(string)) // what stays is hidden
		return true
	})
}
