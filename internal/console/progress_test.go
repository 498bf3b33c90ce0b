package console

import (
	"bytes"
	"io"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// TestTimeLeft foretells the rest of 1000 epochs of ten seconds, first from the mean of all so far. Of a pause of an hour, 400 epochs before, five minutes too many remain.
func TestTimeLeft(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var screen bytes.Buffer
		p := NewProgress(&screen, io.Discard)
		for epoch := 1; epoch <= 500; epoch++ {
			if epoch == 100 {
				time.Sleep(time.Hour)
			}
			time.Sleep(10 * time.Second)
			screen.Reset()
			p.Epoch(epoch, 1000, 1, 1, "step")
			want := map[int]string{2: "2h46m left", 99: "2h30m left", 500: "1h28m left"}[epoch]
			if line := screen.String(); !strings.HasSuffix(line, want+"\n") && want != "" {
				t.Errorf("epoch %d: %q, want %s", epoch, line, want)
			}
		}
	})
}
