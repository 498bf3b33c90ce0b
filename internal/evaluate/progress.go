package evaluate

import (
	"io"
	"time"

	"workbench/internal/console"
)

// progress shows the progress of an evaluation: on a terminal one refreshing line, elsewhere plain lines from
// time to time.
type progress struct {
	*console.Progress
	pieces, frames         int
	donePieces, doneFrames int
}

func newEvaluateProgress(pieces, frames int, screen io.Writer) *progress {
	return &progress{Progress: console.NewProgress(screen, io.Discard), pieces: pieces, frames: frames}
}

// next counts a piece of the given number of frames.
func (p *progress) next(frames int) {
	p.donePieces++
	p.doneFrames += frames
	left := time.Duration(float64(time.Since(p.Started)) / float64(p.doneFrames) * float64(p.frames-p.doneFrames))
	p.Show("%d of %d pieces, %d of %d frames   %s left", p.donePieces, p.pieces, p.doneFrames, p.frames, console.Duration(left))
}
