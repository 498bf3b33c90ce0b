package memory

// reserved is address space that the Go runtime maps beyond the heap and never uses: arenas, stacks of
// threads, tables of the collector.
const reserved = 100e6

// addressSpaceLeft is what the limit on address space (RLIMIT_AS, ulimit -v) leaves to this process. A
// mapping counts whether it is used or not.
func addressSpaceLeft(root string) (left Amount, ok bool) {
	limit, limited := numberIn(root, "proc/self/limits", "Max", "address", "space")
	pages, known := numberIn(root, "proc/self/statm")
	if !limited || !known {
		return 0, false
	}
	const page = 4096
	return max(Amount(limit)-Amount(pages)*page-reserved, 0), true
}
