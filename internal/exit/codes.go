package exit

// Exit codes.
const (
	Done        = 0
	Failed      = 1
	Usage       = 2
	Interrupted = 130
)
