package tensorboard_test

import (
	"fmt"
	"os"
	"path/filepath"

	"workbench/internal/tensorboard"
)

func Example() {
	dir, err := os.MkdirTemp("", "tensorboard")
	if err != nil {
		panic(err)
	}
	defer os.RemoveAll(dir)
	events, err := tensorboard.Open(dir)
	if err != nil {
		panic(err)
	}
	if err := events.Scalar("valid/nll", 300, 2.142); err != nil {
		panic(err)
	}
	if err := events.Close(); err != nil {
		panic(err)
	}
	files, err := filepath.Glob(filepath.Join(dir, "events.out.tfevents.*"))
	fmt.Println(len(files), "event file", err)
	// Output: 1 event file <nil>
}
