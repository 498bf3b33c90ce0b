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

// Cached are the values computed from a piece that a cache stores with it, so that they need not be computed again.
// They hold as long as the piece has the roll that they were computed from.
type Cached struct {
	ID              [sha256.Size]byte // of the piece's source and how it was read; pieces with equal IDs are equal but for Name and Split
	Lowest, Highest int               // MIDI key numbers, as of [Roll.Range]
	Played, Onsets  int               // cells, as of [Roll.Count]
	Notes           int               // as of [Roll.Notes]
	Windows         []uint64          // of the top voice, to find nearly equal pieces
	Fingerprint     PieceFingerprint

	roll Roll
}

// CachedOf computes the values that a cache stores with a piece.
func CachedOf(p *Piece) Cached {
	c := Cached{Notes: p.Roll.Notes(), Windows: topVoiceWindows(p), Fingerprint: FingerprintOf(p)}
	c.Lowest, c.Highest, _ = p.Roll.Range()
	c.Played, c.Onsets = p.Roll.Count()
	return c
}

// SetCached sets the values of a cache that were computed from the piece's roll, which nobody may write to from now
// on.
func (p *Piece) SetCached(c Cached) {
	c.roll = p.Roll
	p.fromCache = &c
}

// cached are the values from a cache, nil if the piece is not from a cache or has another roll now.
func (p *Piece) cached() *Cached {
	c := p.fromCache
	if c == nil || len(c.roll) == 0 || len(p.Roll) != len(c.roll) || &p.Roll[0] != &c.roll[0] {
		return nil
	}
	return c
}

// Range is [Roll.Range] of the piece's roll.
func (p *Piece) Range() (lowest, highest int, ok bool) {
	if c := p.cached(); c != nil {
		return c.Lowest, c.Highest, c.Highest >= c.Lowest
	}
	return p.Roll.Range()
}

// Count is [Roll.Count] of the piece's roll.
func (p *Piece) Count() (played, onsets int) {
	if c := p.cached(); c != nil {
		return c.Played, c.Onsets
	}
	return p.Roll.Count()
}

// CountNotes is [Roll.Notes] of the piece's roll.
func (p *Piece) CountNotes() int {
	if c := p.cached(); c != nil {
		return c.Notes
	}
	return p.Roll.Notes()
}

// Results caches what was computed from a whole corpus, by keys that name all that it depends on. Load returns
// what was stored, or nothing if it is damaged.
type Results interface {
	Load(key string) (value []byte, ok bool)
	Store(key string, value []byte)
}

// cachedResult returns a result that depends on the given property of the pieces besides their IDs. It computes the
// result unless it is cached.
func (c *Corpus) cachedResult(what string, property func(p *Piece) string, compute func() []byte) []byte {
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
		c := p.cached()
		if c == nil {
			return "", false
		}
		fmt.Fprintf(h, "%q ", property(p))
		h.Write(c.ID[:])
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
