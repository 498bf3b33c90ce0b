package figure_test

import (
	"bytes"
	"fmt"

	"workbench/internal/figure"
)

// scale is two measures of a C major scale.
func scale() figure.Roll {
	keys := []int{39, 41, 43, 44, 46, 48, 50, 51}
	return figure.Roll{Steps: 32, Keys: 88, Articulated: true, Measures: []int{0, 16}, StepsPerQuarter: 4, QuartersPerMinute: 120,
		Cell: func(step, key int) (play, articulate bool) {
			play = keys[step/4] == key
			return play, play && step%4 == 0
		}}
}

func ExampleRoll_Write() {
	roll := scale()
	roll.Title = "C major"
	var file bytes.Buffer // os.Create("scale.pdf")
	if err := roll.Write(&file, figure.PDF, figure.Style{Width: 85}); err != nil {
		panic(err)
	}
	fmt.Printf("%s\n", file.Bytes()[:4])
	// Output: %PDF
}

func ExampleRoll_Excerpt() {
	_, err := scale().Excerpt("2-5")
	fmt.Println(err)
	// Output: measures "2-5": the piece has measures 1 to 2
}

func ExampleChart() {
	adam := figure.Fold("adam ×2", []figure.Curve{
		{X: []float64{0, 10, 20}, Y: []float64{62, 2.30, 2.14}},
		{X: []float64{0, 10, 20}, Y: []float64{61, 2.34, 2.18}},
	})
	adam.Number = 1
	fmt.Println("median", adam.Y[2], "range", adam.Low[2], "to", adam.High[2])
	chart := figure.Chart{Title: "Validation", Panels: []figure.Panel{{Curves: []figure.Curve{adam}, Baseline: 11.5}}}
	svg, err := figure.Inline(chart, figure.Style{Width: 170})
	fmt.Println(svg[:4], err)
	// Output:
	// median 2.16 range 2.14 to 2.18
	// <svg <nil>
}
