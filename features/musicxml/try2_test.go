package musicxml

import (
	"os"
	"testing"
	"path/filepath"
	"strings"
	"fmt"

	"workbench/features"
)

func TestTry2(t *testing.T) {
	c, err := features.Starter(4)
	if err != nil { t.Fatal(err) }
	for _, p := range c.Pieces {
		base := filepath.Join("/tmp/mx/starter", strings.TrimSuffix(p.Name, ".abc"))
		data, _ := os.ReadFile(base+".musicxml")
		s, w, err := Read(data)
		if err != nil { t.Fatal(err) }
		q, err := features.FromScore(p.Name, s, 4)
		if err != nil { t.Fatal(err) }
		same := len(q.Roll)==len(p.Roll)
		if same { for i := range q.Roll { same = same && q.Roll[i]==p.Roll[i] } }
		mm := fmt.Sprint(q.Measures)==fmt.Sprint(p.Measures)
		fmt.Println(p.Name, same, mm, w, q.Tempo==p.Tempo, s.Title==p.Title, s.Composer==p.Composer, s.TicksPerQuarter)
		if !mm { fmt.Println(len(q.Measures), len(p.Measures)) }
	}
}
