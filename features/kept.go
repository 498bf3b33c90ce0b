package features

import (
	"crypto/sha256"
	"embed"
	"encoding/binary"
	"fmt"
)

// Source is the source of this package and of the readers below it. A cache of pieces holds as long as it stays
// the same.
//
//go:embed *.go */*.go internal/*/*.go
var Source embed.FS

// Kept is what a cache keeps of a piece, besides the piece itself, so that it need not be computed again. It
// holds as long as the piece has the roll that it was computed from.
type Kept struct {
	ID              [sha256.Size]byte // of the piece's source and how it was read; pieces with equal IDs are equal but for Name and Split
	Lowest, Highest int               // MIDI key numbers, as of [Roll.Range]
	Played, Onsets  int               // cells, as of [Roll.Count]
	Notes           int               // as of [Roll.Notes]
	Windows         []uint64          // of the top voice, to find nearly equal pieces
	Fingerprint     PieceFingerprint

	roll Roll
}

// KeptOf computes what a cache keeps of a piece.
func KeptOf(p *Piece) Kept {
	k := Kept{Notes: p.Roll.Notes(), Windows: topVoiceWindows(p), Fingerprint: FingerprintOf(p)}
	k.Lowest, k.Highest, _ = p.Roll.Range()
	k.Played, k.Onsets = p.Roll.Count()
	return k
}

// Keep records what was computed from the piece's roll, which nobody may write to from now on.
func (p *Piece) Keep(k Kept) {
	k.roll = p.Roll
	p.known = &k
}

// kept is what a cache knows of the piece, nil if it is not from a cache or has another roll now.
func (p *Piece) kept() *Kept {
	k := p.known
	if k == nil || len(k.roll) == 0 || len(p.Roll) != len(k.roll) || &p.Roll[0] != &k.roll[0] {
		return nil
	}
	return k
}

// Range is [Roll.Range] of the piece's roll.
func (p *Piece) Range() (lowest, highest int, ok bool) {
	if k := p.kept(); k != nil {
		return k.Lowest, k.Highest, k.Highest >= k.Lowest
	}
	return p.Roll.Range()
}

// Count is [Roll.Count] of the piece's roll.
func (p *Piece) Count() (played, onsets int) {
	if k := p.kept(); k != nil {
		return k.Played, k.Onsets
	}
	return p.Roll.Count()
}

// CountNotes is [Roll.Notes] of the piece's roll.
func (p *Piece) CountNotes() int {
	if k := p.kept(); k != nil {
		return k.Notes
	}
	return p.Roll.Notes()
}

// Results keeps what was computed from a whole corpus, by keys that name all that it depends on. Load returns
// what was stored, or nothing if it is damaged.
type Results interface {
	Load(key string) (value []byte, ok bool)
	Store(key string, value []byte)
}

// remember returns a result that depends on the given property of the pieces besides their IDs. It computes the
// result unless it is known.
func (c *Corpus) remember(what string, property func(p *Piece) string, compute func() []byte) []byte {
	key, ok := c.resultKey(what, property)
	if !ok {
		return compute()
	}
	value, ok := c.Results.Load(key)
	if !ok {
		value = compute()
		c.Results.Store(key, value)
	}
	return value
}

func (c *Corpus) resultKey(what string, property func(p *Piece) string) (key string, ok bool) {
	if c.Results == nil {
		return "", false
	}
	h := sha256.New()
	for _, p := range c.Pieces {
		k := p.kept()
		if k == nil {
			return "", false
		}
		fmt.Fprintf(h, "%q ", property(p))
		h.Write(k.ID[:])
	}
	return fmt.Sprintf("%s-%x", what, h.Sum(nil)), true
}

// encodePairs and decodePairs convert pairs of indices to bytes and back.
func encodePairs(pairs [][2]int) []byte {
	var data []byte
	for _, pair := range pairs {
		data = binary.LittleEndian.AppendUint32(data, uint32(pair[0]))
		data = binary.LittleEndian.AppendUint32(data, uint32(pair[1]))
	}
	return data
}

func decodePairs(data []byte) (pairs [][2]int) {
	for ; len(data) >= 8; data = data[8:] {
		pairs = append(pairs, [2]int{int(binary.LittleEndian.Uint32(data)), int(binary.LittleEndian.Uint32(data[4:]))})
	}
	return pairs
}
