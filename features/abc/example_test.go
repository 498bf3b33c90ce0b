package abc_test

import (
	"fmt"

	"workbench/features/abc"
)

func ExampleRead() {
	tunes, err := abc.Read([]byte("X:1\nT:Scale\nM:4/4\nL:1/4\nQ:Allegro\nK:D\n\"D\"DEFG|\n\nX:2\nK:D\nDE3F^|\n"))
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, tune := range tunes {
		if tune.Err != nil {
			fmt.Printf("tune %s: %v\n", tune.Number, tune.Err)
			continue
		}
		fmt.Printf("tune %s, %s: %d notes, warnings %q\n", tune.Number, tune.Score.Title, len(tune.Score.Notes), tune.Warnings)
	}
	// Output:
	// tune 1, Scale: 7 notes, warnings ["line 5, column 3: \"Allegro\" is no tempo; ignored; write Q:1/4=120, Q:3/8=60 or Q:\"Allegro\" 1/4=120"]
	// tune 2: line 11, column 5: the accidental "^" stands before no note
}

// Accidentals are valid in all octaves, unless a tune says otherwise.
func ExampleOptions() {
	book := []byte("X:1\nL:1/4\nK:C\n^Ff|\n")
	for _, options := range []abc.Options{{}, {Propagate: abc.PropagatePitch}} {
		tunes, err := options.Read(book)
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Println(tunes[0].Score.Notes[0].Key, tunes[0].Score.Notes[1].Key)
	}
	// Output:
	// 66 77
	// 66 78
}
