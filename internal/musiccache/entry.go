package musiccache

import (
	"crypto/sha256"
	"fmt"

	"workbench/features"
	"workbench/features/score"
	"workbench/internal/packfile"
)

// contents describes what was read from a file. Its arrays, which are most of it, are the entry's bytes.
type contents struct {
	Pieces  []piece
	Skipped []features.Skipped // with what follows the file's name as File
}

// piece describes one piece, whose arrays are elsewhere.
type piece struct {
	Piece   features.Piece // with what follows the file's name as Name
	Cached  features.Cached
	Lengths [9]int // of the arrays, in the order of encode
}

// encode turns what was read from a file into an entry.
func encode(name string, c *features.Corpus) (data []byte, all contents) {
	for _, s := range c.Skipped {
		all.Skipped = append(all.Skipped, features.Skipped{File: s.File[len(name):], Reason: s.Reason})
	}
	for _, original := range c.Pieces {
		p := piece{Piece: *original, Cached: features.CachedOf(original)}
		s := *p.Piece.Played
		p.Lengths = [9]int{len(p.Piece.Roll), len(p.Piece.Measures), len(s.Notes), len(s.Metres), len(s.Tempos), len(s.Keys), len(s.Pedals),
			len(p.Cached.Windows), len(p.Cached.Fingerprint)}
		data = packfile.AppendArray(data, p.Piece.Roll)
		data = packfile.AppendArray(data, p.Piece.Measures)
		data = packfile.AppendArray(data, s.Notes)
		data = packfile.AppendArray(data, s.Metres)
		data = packfile.AppendArray(data, s.Tempos)
		data = packfile.AppendArray(data, s.Keys)
		data = packfile.AppendArray(data, s.Pedals)
		data = packfile.AppendArray(data, p.Cached.Windows)
		data = packfile.AppendArray(data, p.Cached.Fingerprint)
		s.Notes, s.Metres, s.Tempos, s.Keys, s.Pedals = nil, nil, nil, nil, nil
		p.Piece.Name = p.Piece.Name[len(name):]
		p.Piece.Roll, p.Piece.Measures, p.Piece.Played = nil, nil, &s
		p.Cached.Windows, p.Cached.Fingerprint = nil, nil
		all.Pieces = append(all.Pieces, p)
	}
	return data, all
}

// decode is the inverse of encode for a file of the given name. The arrays of the pieces are parts of data. ok is
// false if data is too short for them.
func decode(name string, key packfile.Key, data []byte, all contents) (c features.Corpus, ok bool) {
	for _, s := range all.Skipped {
		c.Skipped = append(c.Skipped, features.Skipped{File: name + s.File, Reason: s.Reason})
	}
	for i, described := range all.Pieces {
		p, s, cached := described.Piece, *described.Piece.Played, described.Cached
		n, good := described.Lengths, true
		p.Roll, data = next[features.Frame](data, n[0], &good)
		p.Measures, data = next[features.Measure](data, n[1], &good)
		s.Notes, data = next[score.Note](data, n[2], &good)
		s.Metres, data = next[score.MetreChange](data, n[3], &good)
		s.Tempos, data = next[score.TempoChange](data, n[4], &good)
		s.Keys, data = next[score.KeyChange](data, n[5], &good)
		s.Pedals, data = next[score.Pedal](data, n[6], &good)
		cached.Windows, data = next[uint64](data, n[7], &good)
		cached.Fingerprint, data = next[uint32](data, n[8], &good)
		if !good {
			return features.Corpus{}, false
		}
		p.Name, p.Played = name+p.Name, &s
		cached.ID = sha256.Sum256(fmt.Append(key[:], i))
		p.SetCached(cached)
		c.Pieces = append(c.Pieces, &p)
	}
	return c, true
}

// next is [packfile.Array]; it sets ok to false if the data is too short.
func next[T any](data []byte, n int, ok *bool) (values []T, rest []byte) {
	values, rest, found := packfile.Array[T](data, n)
	*ok = *ok && found
	return values, rest
}
