package musicxml

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"workbench/features"
	"workbench/features/midi"
)

func TestTry(t *testing.T) {
	c, err := features.Starter(4)
	if err != nil {
		t.Fatal(err)
	}
	os.MkdirAll("/tmp/mx/starter", 0o755)
	for _, p := range c.Pieces {
		s := p.Score(80, p.Tempo)
		data, err := Write(s)
		if err != nil {
			t.Fatal(err)
		}
		base := filepath.Join("/tmp/mx/starter", strings.TrimSuffix(p.Name, ".abc"))
		os.WriteFile(base+".musicxml", data, 0o644)
		m, _ := midi.Write(s)
		os.WriteFile(base+".mid", m, 0o644)
	}
}
