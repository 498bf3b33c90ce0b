package main

import (
	"encoding/json"
	"fmt"
	"os"

	"workbench/baselines/harmony"
	"workbench/features"
)

type out struct {
	Name, Title, Split string
	Harmony, Melody    []int16
	Beat               []int
	Begins             []int // measure starts
	Skip               int
	Metre              [][2]int
}

func main() {
	dir := os.Args[1]
	c, err := features.Folder(dir, 4)
	if err != nil {
		panic(err)
	}
	c.Split(0.1)
	tune := harmony.New(harmony.Options{HarmonyWeight: 0.5})
	var all []out
	n, steps := 0, 0
	for _, p := range c.Pieces {
		s := tune.Encode(p)
		if s.Len() == 0 {
			fmt.Println("untold", p.Name, p.Steps(), len(p.Played.Chords))
			continue
		}
		n++
		steps += s.Len()
		o := out{Name: p.Name, Title: p.Title, Split: p.Split, Skip: p.Measures[0].Skip}
		for i := range s.Len() {
			o.Harmony = append(o.Harmony, s.Targets[2*i])
			o.Melody = append(o.Melody, s.Targets[2*i+1])
			o.Beat = append(o.Beat, p.Beat(i))
		}
		for _, m := range p.Measures {
			o.Begins = append(o.Begins, m.Start)
			o.Metre = append(o.Metre, [2]int{m.Metre.Beats, m.Metre.Unit})
		}
		all = append(all, o)
	}
	fmt.Println(len(c.Pieces), "pieces", len(c.Skipped), "skipped", n, "told", steps, "steps")
	data, _ := json.Marshal(all)
	os.WriteFile(os.Args[2], data, 0o644)
}
