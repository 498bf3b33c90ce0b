package piecelosses

import (
	"math"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
)

func TestWriteAndRead(t *testing.T) {
	dir := t.TempDir()
	if got, err := Read(dir); got != nil || err != nil {
		t.Errorf("a run without the file: %v, %v", got, err)
	}
	want := Losses{Epoch: 3, Unit: "step", Pieces: []Piece{{"a.mid", 100, 215.25}, {"b.mid", 7, 0}}}
	if err := Write(dir, want); err != nil {
		t.Fatal(err)
	}
	if got, err := Read(dir); err != nil || !reflect.DeepEqual(*got, want) {
		t.Errorf("read %+v (%v), want %+v", got, err, want)
	}
	if err := Write(dir, Losses{Pieces: []Piece{{"x.mid", 1, math.NaN()}}}); err == nil || !strings.Contains(err.Error(), "x.mid") {
		t.Errorf("NaN: %v", err)
	}
	if err := os.WriteFile(filepath.Join(dir, File), []byte("{"), 0o666); err != nil {
		t.Fatal(err)
	}
	if _, err := Read(dir); err == nil || !strings.Contains(err.Error(), File) {
		t.Errorf("a damaged file: %v", err)
	}
}
