package features

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"hash"
	"slices"

	"workbench/features/splitmix"
)

// PieceFingerprint identifies a piece by its melody, in any key and on any grid: hashes, in rising order, of
// windows of the top voice. A window is eight successive changes of the highest key that sounds at the
// beginning of a quarter note. A model keeps the fingerprints of its training pieces, so that a piece that it
// has seen is recognized without the training pieces themselves.
type PieceFingerprint []uint32

const (
	fingerprintChanges = 8  // in a window
	fingerprintSize    = 64 // windows kept: those with the smallest hashes
	fingerprintMatches = 4  // windows in common that two longer pieces need to be nearly equal
)

// FingerprintOf returns the fingerprint of a piece. It is empty for a piece whose top voice has fewer than nine
// different successive keys.
func FingerprintOf(p *Piece) PieceFingerprint {
	if c := p.cached(); c != nil {
		return c.Fingerprint
	}
	melody := slices.DeleteFunc(topKeys(p), func(key int) bool { return key == 0 })
	melody = slices.Compact(melody)
	var f PieceFingerprint
	for i := 0; i+fingerprintChanges < len(melody); i++ {
		hash := uint64(fingerprintChanges)
		for k := i; k < i+fingerprintChanges; k++ {
			hash = splitmix.Add(hash, uint64(melody[k+1]-melody[k]))
		}
		f = append(f, uint32(hash>>32))
	}
	slices.Sort(f)
	f = slices.Compact(f)
	return slices.Clip(f[:min(len(f), fingerprintSize)])
}

// topKeys returns the highest key that sounds at the beginning of each quarter note, 0 for silence. It is that of
// the source where there is one, because a coarse grid moves notes.
func topKeys(p *Piece) []int {
	top := make([]int, (p.Steps()+p.StepsPerQuarter-1)/p.StepsPerQuarter)
	roll, quarter := p.Roll, p.StepsPerQuarter
	if p.Played != nil {
		roll, quarter = soundingRoll(p.Played, len(top), 1), 1
	}
	for q := range top {
		top[q] = roll.highest(q * quarter)
	}
	return top
}

// Resembles tells whether two pieces are nearly equal: at least half of the windows of the one with fewer are
// in the other, too. Of a long piece only some windows are known, so those with larger hashes than these do
// not count.
func (f PieceFingerprint) Resembles(other PieceFingerprint) bool {
	known := min(f.bound(), other.bound())
	count := func(g PieceFingerprint) int {
		n, found := slices.BinarySearch(g, known)
		if found {
			n++
		}
		return n
	}
	a, b := f[:count(f)], other[:count(other)]
	common := 0
	for _, hash := range a {
		if _, found := slices.BinarySearch(b, hash); found {
			common++
		}
	}
	fewer := min(len(a), len(b))
	return common > 0 && 2*common >= fewer && common >= min(fingerprintMatches, len(f), len(other))
}

// bound is the largest hash up to which all windows of the piece are in the fingerprint.
func (f PieceFingerprint) bound() uint32 {
	if len(f) < fingerprintSize {
		return ^uint32(0)
	}
	return f[len(f)-1]
}

// MarshalText writes the hashes as 32-bit little-endian numbers in base64.
func (f PieceFingerprint) MarshalText() ([]byte, error) {
	var data []byte
	for _, hash := range f {
		data = binary.LittleEndian.AppendUint32(data, hash)
	}
	return base64.StdEncoding.AppendEncode(nil, data), nil
}

// UnmarshalText is the inverse of MarshalText.
func (f *PieceFingerprint) UnmarshalText(text []byte) error {
	data, err := base64.StdEncoding.AppendDecode(nil, text)
	if err != nil || len(data)%4 != 0 || len(data) > 4*fingerprintSize {
		return fmt.Errorf("%q is no fingerprint of a piece", shortened(string(text)))
	}
	*f = nil
	for ; len(data) > 0; data = data[4:] {
		*f = append(*f, binary.LittleEndian.Uint32(data))
	}
	if !slices.IsSorted(*f) {
		return fmt.Errorf("%q is no fingerprint of a piece: its hashes are not in order", shortened(string(text)))
	}
	return nil
}

// Hash is a hash of the cells: equal rolls have equal hashes.
func (r Roll) Hash() string {
	h := sha256.New()
	r.writeTo(h)
	return hex.EncodeToString(h.Sum(nil))
}

// writeTo writes a byte for each cell.
func (r Roll) writeTo(h hash.Hash) {
	for t := range r {
		var cells [Keys]byte
		for n, cell := range r[t] {
			cells[n] = byte(cell)
		}
		h.Write(cells[:])
	}
}
