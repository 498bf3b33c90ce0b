// Copies writes many varied copies of the MIDI files of a folder, as a large corpus to measure with:
//
//	go run ./internal/musiccache/testdata/copies FOLDER 20000 OUT
//
// Each copy is transposed, begins later, and has other lengths and velocities.
package main

import (
	"fmt"
	"io/fs"
	"log"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"

	"workbench/features/midi"
	"workbench/features/score"
)

func main() {
	if len(os.Args) != 4 {
		log.Fatal("usage: copies FOLDER COUNT OUT")
	}
	count, err := strconv.Atoi(os.Args[2])
	if err != nil {
		log.Fatal(err)
	}
	if err := write(readable(os.Args[1]), count, os.Args[3]); err != nil {
		log.Fatal(err)
	}
}

// readable reads the MIDI files of a folder and leaves out those that cannot be read, or not written again.
func readable(dir string) (scores []*score.Score) {
	err := filepath.WalkDir(dir, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || filepath.Ext(path) != ".mid" {
			return err
		}
		data, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		s, _, err := (midi.Options{}).Read(data)
		if err != nil || len(s.Notes) == 0 {
			return nil
		}
		if _, err := midi.Write(s); err == nil {
			scores = append(scores, s)
		}
		return nil
	})
	if err != nil {
		log.Fatal(err)
	}
	return scores
}

// write writes the copies into subfolders of a thousand files.
func write(scores []*score.Score, count int, out string) error {
	for i := range count {
		random := rand.New(rand.NewPCG(uint64(i), 1))
		data, err := midi.Write(varied(scores[i%len(scores)], random))
		if err != nil {
			return fmt.Errorf("copy %d: %w", i, err)
		}
		dir := filepath.Join(out, fmt.Sprintf("%02d", i/1000))
		if err := os.MkdirAll(dir, 0o777); err != nil {
			return err
		}
		if err := os.WriteFile(filepath.Join(dir, fmt.Sprintf("%05d.mid", i)), data, 0o666); err != nil {
			return err
		}
	}
	return nil
}

// varied is a copy up to six semitones higher or lower, up to four quarter notes later. Each note may be up to a
// fifth shorter and softer.
func varied(s *score.Score, random *rand.Rand) *score.Score {
	c := *s
	c.Notes = nil
	semitones, later := random.IntN(12)-6, int64(random.IntN(16*s.TicksPerQuarter)/4)
	for _, n := range s.Notes {
		key := int(n.Key) + semitones
		if key < 0 || key > 127 {
			continue
		}
		n.Key, n.Velocity = uint8(key), max(n.Velocity-uint8(random.IntN(int(n.Velocity)/5+1)), 1)
		n.End -= random.Int64N((n.End-n.Start)/5 + 1)
		n.Start, n.End = n.Start+later, n.End+later
		c.Notes = append(c.Notes, n)
	}
	c.Pedals = nil
	c.Length += later
	return &c
}
