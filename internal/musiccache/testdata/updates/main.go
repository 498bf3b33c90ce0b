// Updates compares updates on pieces in memory with updates on pieces of the cache, in turn. The losses must be the
// same.
//
//	BIAXIAL_CACHE=/tmp/cache go run ./internal/musiccache/testdata/updates CONFIG FOLDER
package main

import (
	"fmt"
	"log"
	"math/rand/v2"
	"os"
	"slices"
	"syscall"
	"time"

	"workbench/features"
	"workbench/internal/config"
	"workbench/internal/corpus"
	"workbench/internal/model"
)

const (
	rounds  = 15
	updates = 5 // a round
)

// training is a model in training.
type training struct {
	model            model.Trainable
	sampling         *rand.Rand
	seconds, machine []float64 // an update
	losses           []float64
}

func main() {
	if len(os.Args) != 3 {
		log.Fatal("usage: updates CONFIG FOLDER")
	}
	c, err := config.Load(os.Args[1], []string{"data.midi=" + os.Args[2], fmt.Sprint("train.updates_per_epoch=", updates), "model.dropout=0"})
	if err != nil {
		log.Fatal(err)
	}
	memory, err := features.Folder(os.Args[2], c.Reading(), nil)
	if err != nil {
		log.Fatal(err)
	}
	memory.Split(c.Data.Validation)
	cached, err := corpus.Read(c, os.Stderr)
	if err != nil {
		log.Fatal(err)
	}
	a, b := begin(c, memory), begin(c, cached)
	for range rounds {
		a.round()
		b.round()
	}
	if !slices.Equal(a.losses, b.losses) {
		log.Fatal("the losses differ")
	}
	fmt.Printf("last loss of both: %v\n", a.losses[len(a.losses)-1])
	fmt.Printf("memory: %.4f s of processors, %.4f s an update\n", median(a.machine), median(a.seconds))
	fmt.Printf("cache:  %.4f s of processors, %.4f s an update\n", median(b.machine), median(b.seconds))
}

func begin(c *config.Config, music *features.Corpus) *training {
	m, err := model.NewTrainable(c, rand.New(rand.NewPCG(1, 1)), music.Of(features.Train), c.Train.Segment)
	if err != nil {
		log.Fatal(err)
	}
	return &training{model: m, sampling: rand.New(rand.NewPCG(2, 2))}
}

// round draws and does some updates.
func (t *training) round() {
	start, before := time.Now(), processors()
	for _, batch := range t.model.Draw(t.sampling) {
		nats, _, err := t.model.Update(batch, 1, nil)
		if err != nil {
			log.Fatal(err)
		}
		t.losses = append(t.losses, nats.Total())
	}
	t.seconds = append(t.seconds, time.Since(start).Seconds()/updates)
	t.machine = append(t.machine, (processors()-before)/updates)
}

func median(values []float64) float64 { return slices.Sorted(slices.Values(values))[len(values)/2] }

func processors() float64 {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		log.Fatal(err)
	}
	return float64(u.Utime.Nano()+u.Stime.Nano()) / 1e9
}
