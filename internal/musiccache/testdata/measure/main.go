// Measure reads a folder of music as a training does, and prints the time and the memory of each part:
//
//	BIAXIAL_CACHE=/tmp/cache go run ./internal/musiccache/testdata/measure FOLDER
package main

import (
	"fmt"
	"log"
	"os"
	"runtime"
	"strings"
	"syscall"
	"time"

	"workbench/features"
	"workbench/internal/config"
	"workbench/internal/corpus"
	"workbench/internal/rundir"
)

func main() {
	if len(os.Args) != 2 {
		log.Fatal("usage: measure FOLDER")
	}
	c := config.Default()
	c.Data.MIDI = os.Args[1]
	var music *features.Corpus
	part("read and split", func() {
		var err error
		if music, err = corpus.Read(&c, os.Stderr); err != nil {
			log.Fatal(err)
		}
	})
	part("fingerprint", func() { fmt.Println(music.Fingerprint()) })
	part("sampler, counts, pieces.json", func() {
		training := music.Of(features.Train)
		features.NewSampler(training, 128, []int{-3, 0, 3})
		known := rundir.TrainingPieces(training, "", nil)
		fmt.Println(len(music.Pieces), "pieces,", corpus.Steps(music.Pieces), "steps,", corpus.Notes(music.Pieces), "notes,", len(known), "known")
	})
	part("pieces seen", func() {
		seen, count := rundir.NewSeen(rundir.TrainingPieces(music.Of(features.Train), "", nil)), 0
		for _, p := range music.Of(features.Valid) {
			if seen.Find(features.FingerprintOf(p)) != nil {
				count++
			}
		}
		fmt.Println(count, "seen")
	})
	runtime.KeepAlive(music)
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	fmt.Printf("heap in use %d MB; ", m.HeapAlloc/1e6)
	status, _ := os.ReadFile("/proc/self/status")
	for line := range strings.Lines(string(status)) {
		if strings.HasPrefix(line, "VmHWM") || strings.HasPrefix(line, "RssAnon") || strings.HasPrefix(line, "RssFile") {
			fmt.Print(strings.Join(strings.Fields(line), " "), "; ")
		}
	}
	fmt.Println()
}

// part runs a part and prints how long it took, in seconds of time and of processors.
func part(name string, run func()) {
	begin, before := time.Now(), processors()
	run()
	fmt.Printf("%-30s %7.2f s, %7.2f s of processors\n", name, time.Since(begin).Seconds(), processors()-before)
}

func processors() float64 {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		log.Fatal(err)
	}
	return float64(u.Utime.Nano()+u.Stime.Nano()) / 1e9
}
