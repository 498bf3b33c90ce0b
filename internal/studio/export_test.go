package studio

import (
	"bytes"
	"encoding/xml"
	"image/png"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/mewkiz/flac"
	"gitlab.com/gomidi/midi/v2/smf"

	"workbench/features"
	"workbench/features/score"
)

// TestMarkings makes sure that a piece which goes on from a file has the file's tempos and key when it is saved, also after a part
// was composed anew, or the page goes on from it.
func TestMarkings(t *testing.T) {
	s, server := open(t)
	tune := primerChoice{Kind: "file", Name: "tune.abc", Data: []byte("X:1\nM:3/4\nL:1/4\nQ:1/4=90\nK:Ebmin\nE G B | c3 | [Q:1/4=150] e d c | B3 |]\n")}
	_, body := post(t, s, server, "/api/compose", settings{Run: s.id(t, "tunes"), Steps: 8, Temperature: 1, Tempo: 100, Seed: 1, Primer: tune})
	composed := hear(t, body).Piece
	check := func(p *Piece, tempos int) {
		t.Helper()
		status, data := post(t, s, server, "/api/export", map[string]any{"format": "mid", "piece": p})
		read, err := features.Decode("a.mid", []byte(data), features.Grid(2))
		if status != 200 || err != nil {
			t.Fatal(status, err)
		}
		if key, _ := read.Played.Key(); len(read.Played.Tempos) != tempos || key != (score.Key{Fifths: -6, Minor: true}) {
			t.Errorf("tempos %v, key %v", read.Played.Tempos, key)
		}
	}
	check(composed, 2)
	end := len(composed.Frames)
	again := revision{Run: s.id(t, "tunes"), Temperature: 1, Seed: 1, Piece: *composed, From: composed.Given, To: end, Low: 21, High: 108, Variants: 1}
	check(hearVariants(t, s, server, again)[0].Piece, 2)
	_, body = post(t, s, server, "/api/compose", settings{Run: s.id(t, "tunes"), Steps: 8, Temperature: 1, Tempo: 100, Seed: 2, Primer: primerChoice{Kind: "piece", Piece: composed}})
	check(hear(t, body).Piece, 2)
	retimed := *composed
	retimed.Tempos = nil // the user has set another tempo
	check(&retimed, 1)
	wrong := *composed
	wrong.Keys = []keyMark{{Fifths: 8}}
	if status, body := post(t, s, server, "/api/export", map[string]any{"format": "mid", "piece": &wrong}); status != 400 {
		t.Errorf("an impossible key: %d %s", status, body)
	}
}

// TestDownloads opens each kind of file with a reader of its own.
func TestDownloads(t *testing.T) {
	s, server := open(t)
	_, body := post(t, s, server, "/api/compose", settings{Run: s.id(t, "piano"), Steps: 24, Temperature: 1, Tempo: 90, Seed: 2, Primer: primerChoice{Kind: "starter", Steps: 16}})
	piece := hear(t, body).Piece
	piece.Title = `<b>"A&B"</b>`
	file := func(format string) []byte {
		status, data := post(t, s, server, "/api/export", map[string]any{"format": format, "piece": piece})
		if status != 200 {
			t.Fatalf("%s: %d %s", format, status, data)
		}
		return []byte(data)
	}
	onGrid, err := piece.features()
	if err != nil {
		t.Fatal(err)
	}
	notes := onGrid.Roll.Notes()
	music, err := smf.ReadFrom(bytes.NewReader(file("mid")))
	if err != nil {
		t.Fatal(err)
	}
	struck := 0
	for _, track := range music.Tracks {
		for _, event := range track {
			var channel, key, velocity uint8
			if event.Message.GetNoteOn(&channel, &key, &velocity) && velocity > 0 {
				struck++
			}
		}
	}
	if struck != notes {
		t.Errorf("the MIDI file has %d notes, the roll %d", struck, notes)
	}
	read, err := features.Decode("a.musicxml", file("musicxml"), features.Grid(4))
	if err != nil || read.Roll.Notes() != notes {
		t.Errorf("MusicXML: %v, %d notes", err, read.Roll.Notes())
	}
	if sound := file("wav"); string(sound[:4]) != "RIFF" || len(sound) < 100_000 || bytes.Count(sound, []byte{0}) > len(sound)/2 {
		t.Errorf("the WAV file has %d bytes", len(sound))
	}
	stream, err := flac.New(bytes.NewReader(file("flac")))
	if err != nil || stream.Info.NSamples*2+44 != uint64(len(file("wav"))) {
		t.Errorf("FLAC: %v, not as long as the WAV file", err)
	}
	if picture, err := png.Decode(bytes.NewReader(file("png"))); err != nil || picture.Bounds().Dx() < 500 {
		t.Errorf("the picture: %v", err)
	}
	if err := xml.Unmarshal(file("svg"), new(struct{})); err != nil {
		t.Errorf("SVG: %v", err)
	}
	if status, _ := post(t, s, server, "/api/export", map[string]any{"format": "../mid", "piece": piece}); status != 400 {
		t.Errorf("an unknown format: status %d", status)
	}
}

// TestSlowDownload computes a sound for longer than a client has to send its request or to take a reply.
func TestSlowDownload(t *testing.T) {
	s := New(Options{Dirs: []string{t.TempDir()}})
	server := httptest.NewUnstartedServer(s)
	server.Config.ReadTimeout, server.Config.WriteTimeout = 150*time.Millisecond, 150*time.Millisecond
	server.Start()
	t.Cleanup(server.Close)
	piece := &Piece{StepsPerQuarter: 4, Articulated: true, Tempo: 30, Velocity: 80, Measures: []measure{{0, 16, 0, 4, 4}}}
	for step := range 1200 { // ten minutes
		piece.Frames = append(piece.Frames, frame{2*(21+step%88) + 1})
	}
	begun := time.Now()
	status, data := post(t, s, server, "/api/export", map[string]any{"format": "wav", "piece": piece})
	if took := time.Since(begun); status != 200 || len(data) < 20<<20 || took < 150*time.Millisecond {
		t.Errorf("status %d, %d bytes after %v", status, len(data), took)
	}
}
