package main

import (
	"encoding/json"
	"fmt"
	"math"
	"os"
	"path/filepath"

	"workbench/baselines/tokens"
	"workbench/features"
)

func main() {
	dir := "/tmp/T/music"
	os.MkdirAll(dir, 0o777)
	for _, c := range []string{"Albeniz", "Chopin"} {
		src, _ := filepath.Abs("/work/shared/data/piano-midi-de/" + c)
		os.Symlink(src, dir+"/"+c)
	}
	var corpus features.Corpus
	for _, c := range []string{"Albeniz", "Chopin"} {
		k, err := features.Folder("/work/shared/data/piano-midi-de/"+c, 4)
		if err != nil {
			panic(err)
		}
		for _, p := range k.Pieces {
			p.Name = c + "/" + p.Name
		}
		corpus.Pieces = append(corpus.Pieces, k.Pieces...)
	}
	corpus.Split(0.1)
	for _, tr := range [][]int{{0}, {-3, -2, -1, 0, 1, 2, 3}, {-5, -4, -3, -2, -1, 0, 1, 2, 3, 4, 5, 6}} {
		train, valid := corpus.Of("train"), corpus.Of("valid")
		r := tokens.New(train, tokens.Options{Transpose: tr})
		V := r.Heads()[0].Classes
		count := func(ps []*features.Piece) (seqs [][]int16, n, notes int) {
			for _, p := range ps {
				s := r.Encode(p)
				seqs = append(seqs, s.Targets)
				n += s.Len()
				notes += p.Roll.Notes()
			}
			return
		}
		ts, tn, tnotes := count(train)
		vs, vn, vnotes := count(valid)
		uni := make([]float64, V)
		big := map[[2]int16]float64{}
		from := make([]float64, V+1)
		tot := 0.0
		single, chord, rest := 0, 0, 0
		for _, s := range ts {
			last := int16(V)
			for _, x := range s {
				uni[x]++
				tot++
				big[[2]int16{last, x}]++
				from[last]++
				last = x
				switch {
				case x < 16:
					rest++
				case x < 16+1056:
					single++
				default:
					chord++
				}
			}
		}
		var u, b, interp float64
		cont := map[[2]int16]int{}
		distinct := make([]float64, V+1)
		for k := range big {
			cont[k]++
			distinct[k[0]]++
		}
		for _, s := range vs {
			last := int16(V)
			for _, x := range s {
				pu := (uni[x] + .5) / (tot + .5*float64(V))
				u -= math.Log(pu)
				b -= math.Log((big[[2]int16{last, x}] + .5) / (from[last] + .5*float64(V)))
				lambda := distinct[last] / (from[last] + distinct[last] + 1e-9)
				if from[last] == 0 {
					lambda = 1
				}
				interp -= math.Log((1-lambda)*big[[2]int16{last, x}]/math.Max(from[last], 1) + lambda*pu)
				last = x
			}
		}
		fmt.Printf("transpose %v: pieces %d/%d V %d tokens %d/%d a note %.3f %.3f; unigram %.4f bigram %.4f interpolated %.4f; a note: bigram %.3f; shares rest %.3f single %.3f chord %.3f\n", tr, len(train), len(valid), V, tn, vn,
			float64(tn)/float64(tnotes), float64(vn)/float64(vnotes), u/float64(vn), b/float64(vn), interp/float64(vn), b/float64(vnotes), float64(rest)/tot, float64(single)/tot, float64(chord)/tot)
		if len(tr) == 1 {
			type seq struct{ In [][]int32; T []int16 }
			out := map[string]any{"V": V, "I": r.Inputs()}
			for name, ps := range map[string][]*features.Piece{"train": train, "valid": valid} {
				var all []seq
				for _, p := range ps {
					s := r.Encode(p)
					q := seq{T: s.Targets}
					for _, in := range s.Inputs {
						var ix []int32
						for _, i := range in {
							ix = append(ix, i.Index)
						}
						q.In = append(q.In, ix)
					}
					all = append(all, q)
				}
				out[name] = all
			}
			data, _ := json.Marshal(out)
			os.WriteFile("/tmp/T/tokens.json", data, 0o666)
		}
	}
}
