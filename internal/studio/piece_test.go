package studio

import (
	"strings"
	"testing"
)

func TestPieceIsChecked(t *testing.T) {
	good := func() *Piece {
		return &Piece{StepsPerQuarter: 4, Tempo: 120, Velocity: 80, Measures: []measure{{0, 16, 12, 4, 4}, {4, 16, 0, 4, 4}}, Frames: []frame{{120}, {121}, {}}}
	}
	if _, err := good().features(); err != nil {
		t.Fatal(err)
	}
	for name, spoil := range map[string]func(*Piece){
		"no grid":           func(p *Piece) { p.StepsPerQuarter = 0 },
		"no tempo":          func(p *Piece) { p.Tempo = 0 },
		"loud":              func(p *Piece) { p.Velocity = 128 },
		"too much given":    func(p *Piece) { p.Given = 4 },
		"negative given":    func(p *Piece) { p.Given = -1 },
		"no measures":       func(p *Piece) { p.Measures = nil },
		"an empty measure":  func(p *Piece) { p.Measures = []measure{{0, 0, 0, 4, 4}} },
		"no unit":           func(p *Piece) { p.Measures = []measure{{0, 16, 0, 4, 0}} },
		"an odd unit":       func(p *Piece) { p.Measures = []measure{{0, 16, 0, 4, 3}} },
		"a late measure":    func(p *Piece) { p.Measures = []measure{{1, 16, 0, 4, 4}} },
		"measures backward": func(p *Piece) { p.Measures = []measure{{0, 16, 0, 4, 4}, {16, 16, 0, 4, 4}, {8, 16, 0, 4, 4}} },
		"a gap":             func(p *Piece) { p.Measures = []measure{{0, 16, 0, 4, 4}, {99, 16, 0, 4, 4}} },
		"a low key":         func(p *Piece) { p.Frames[0] = frame{41} },
		"a high key":        func(p *Piece) { p.Frames[0] = frame{218} },
		"a negative key":    func(p *Piece) { p.Frames[0] = frame{-1} },
		"too many keys":     func(p *Piece) { p.Frames[0] = make(frame, 89) },
		"a long piece":      func(p *Piece) { p.Frames = make([]frame, maxPieceSteps+1) },
		"a long title":      func(p *Piece) { p.Title = strings.Repeat("x", 301) },
	} {
		p := good()
		spoil(p)
		if _, err := p.features(); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}
