package main

import (
	"encoding/json"
	"path/filepath"
	"strings"
	"testing"
)

// Lookback over bars of the piece's own metre goes through training, resume, evaluate, compose and export.
func TestLookbackInBars(t *testing.T) {
	config, dir := Folder(t)
	straight, stopped := filepath.Join(dir, "straight"), filepath.Join(dir, "stopped")
	bars := []string{"-config", config, "-set", `features.groups=["position", "lookback"]`, "-set", "lookback.steps=[]", "-set", "lookback.bars=[1, 2, 4]"}
	succeed(t, append(bars, "-run", straight)...)
	if text := read(t, filepath.Join(straight, "config.toml")); !strings.Contains(text, "bars = [1, 2, 4]") {
		t.Errorf("config.toml lacks the bars:\n%s", text)
	}
	program(t, 12, append(bars, "-run", stopped)...)
	succeed(t, "-resume", stopped)
	if string(lastCheckpoint(t, straight)) != string(lastCheckpoint(t, stopped)) {
		t.Error("the resumed run has another last checkpoint than the straight one")
	}
	own, _ := succeed(t, "evaluate", "-run", straight, "-json")
	copied := filepath.Join(dir, "copy")
	succeed(t, "export", "-run", straight, "-out", copied)
	if again, _ := succeed(t, "evaluate", "-run", copied, "-json"); perFrame(t, own) != perFrame(t, again) {
		t.Error("the copy has another likelihood")
	}
	succeed(t, "compose", "-run", copied, "-prompt", filepath.Join(dir, "music", "1.abc"), "-steps", "40", "-out", filepath.Join(dir, "out"))
	file := filepath.Join(dir, "x.onnx")
	succeed(t, "export", "-run", straight, "-onnx", file)
	if !strings.Contains(read(t, file), "bar_steps") {
		t.Error("the ONNX model does not read the length of a bar")
	}
}

// perFrame is the negative log-likelihood per frame in the JSON of evaluate.
func perFrame(t *testing.T, report string) float64 {
	t.Helper()
	var r struct {
		PerFrame struct{ NLL struct{ Value float64 } } `json:"per_frame"`
	}
	if err := json.Unmarshal([]byte(report), &r); err != nil {
		t.Fatal(err)
	}
	return r.PerFrame.NLL.Value
}
