package config

import (
	"errors"
	"fmt"
	"io/fs"
	"strings"
)

// Config is one experiment with every key resolved: the values of the file and of -set, and the defaults for
// the rest. configs/default.toml explains each key.
type Config struct {
	Name string `toml:"name"` // of the run directory; the file's name without .toml when absent
	Seed int    `toml:"seed"` // of all randomness

	Data      Data      `toml:"data"`
	Features  Features  `toml:"features"`
	Model     Model     `toml:"model"`
	Loss      Loss      `toml:"loss"`
	Optimizer Optimizer `toml:"optimizer"`
	Train     Train     `toml:"train"`
	Compose   Compose   `toml:"compose"`

	Notes []string `toml:"-"` // settings of the file that were left out, for the user

	Directory string `toml:"-"` // in which relative paths of data are looked up first; empty = the working directory

	sections []section // of the kinds of model and of the feature groups
}

// Data names the music. With neither MIDI nor Frames it is the starter corpus.
type Data struct {
	MIDI            string  `toml:"midi"`              // folder of MIDI, ABC and MusicXML files; Locate says where a relative path begins
	Frames          string  `toml:"frames"`            // piano rolls as JSON or as a Python pickle; Locate says where a relative path begins
	Validation      float64 `toml:"validation"`        // share of the pieces held out; frames have their own split
	Transpose       []int   `toml:"transpose"`         // semitones; a segment is transposed by one of them, drawn each time
	Sampling        string  `toml:"sampling"`          // how the steps of MIDI, ABC and MusicXML are taken: onsets, or frames
	StepsPerQuarter int     `toml:"steps_per_quarter"` // grid; 4 makes a step a sixteenth note
	Drums           bool    `toml:"drums"`             // keep the notes of drum parts of MIDI files
	Pedal           bool    `toml:"pedal"`             // the sustain pedal of MIDI files extends the notes of rolls
	Velocity        bool    `toml:"velocity"`          // the velocity of each struck key is part of the music
	InferPickup     bool    `toml:"infer_pickup"`      // MIDI files that mark no pickup get one that puts their last bass note on a strong beat
	Accidentals     string  `toml:"accidentals"`       // how far an accidental of ABC reaches: octave, pitch, not
	Styles          string  `toml:"styles"`            // of the pieces: folder, or a table, for which Locate says where a relative path begins; "" = none
}

// Features lists the inputs of the network for each note.
type Features struct {
	Groups     []string `toml:"groups"`      // feature groups of the step before, in the order of the attributes
	LowerNotes []string `toml:"lower_notes"` // lower-note context: features of the lower notes in the same step
}

// Model gives the kind of model and the network's shape.
type Model struct {
	Kind       string  `toml:"kind"`        // a registered kind
	TimeLayers []int   `toml:"time_layers"` // hidden units of each LSTM along time
	NoteLayers []int   `toml:"note_layers"` // hidden units of each LSTM along the notes
	Dropout    float64 `toml:"dropout"`     // share of the hidden units dropped in an update
}

// Loss says what an update minimizes.
type Loss struct {
	Reduction string `toml:"reduction"` // sum over the batch, or mean per time step
}

// Optimizer chooses the method. A method ignores the keys that it does not use.
type Optimizer struct {
	Name         string  `toml:"name"`          // adadelta, rmsprop or adam
	LearningRate float64 `toml:"learning_rate"` // the default depends on the method
	Rho          float64 `toml:"rho"`           // decay of running averages (adadelta, rmsprop); depends on the method
	Epsilon      float64 `toml:"epsilon"`       // added to denominators; depends on the method
	Momentum     float64 `toml:"momentum"`      // Nesterov (rmsprop)
	Beta1        float64 `toml:"beta1"`         // decay of the mean gradient (adam)
	Beta2        float64 `toml:"beta2"`         // decay of the mean square gradient (adam)
	ClipNorm     float64 `toml:"clip_norm"`     // largest norm of one parameter's gradient; 0 = off
	WeightDecay  float64 `toml:"weight_decay"`  // decoupled weight decay, multiplied by the learning rate
	Schedule     string  `toml:"schedule"`      // of the learning rate: constant, or cosine down to zero at the last epoch
	Warmup       int     `toml:"warmup"`        // epochs over which the learning rate rises from zero
}

// Train gives the schedule.
type Train struct {
	Epochs          int      `toml:"epochs"`            // how many
	UpdatesPerEpoch int      `toml:"updates_per_epoch"` // 0 = one pass over the training pieces
	Batch           int      `toml:"batch"`             // segments per update
	Segment         int      `toml:"segment"`           // time steps per segment; 0 = whole pieces
	InputNoise      float64  `toml:"input_noise"`       // share of the sounding cells of the past that the inputs show changed
	CheckpointEvery int      `toml:"checkpoint_every"`  // epochs
	SampleEvery     int      `toml:"sample_every"`      // epochs
	ValidateEvery   int      `toml:"validate_every"`    // epochs
	Patience        int      `toml:"patience"`          // validations without improvement before early stopping; 0 = off
	EMADecay        float64  `toml:"ema_decay"`         // decay of the exponential moving average (EMA) of the weights; 0 = off
	InitFrom        string   `toml:"init_from"`         // run directory of pretrained weights; "" = random weights
	Reinit          []string `toml:"reinit"`            // layers that keep their random weights
	Keep            int      `toml:"keep"`              // checkpoints kept besides the best; 0 = all
	Precision       string   `toml:"precision"`         // of matrix products: float32 or bf16
	TensorBoard     bool     `toml:"tensorboard"`       // write event files into tensorboard/ of the run
}

// Compose has the settings of samples, and the defaults of the compose command. Parallels and Cadence are for that
// command, and do not change samples during training: these show what the network does by itself, also without guards
// and outside the range of keys of the training pieces.
type Compose struct {
	Steps       int     `toml:"steps"`        // time steps composed
	Count       int     `toml:"count"`        // pieces at a time
	Temperature float64 `toml:"temperature"`  // biaxial: of whole steps; other kinds: the logits are divided by it. Below 1 is more predictable, above 1 more varied
	Parallels   float64 `toml:"parallels"`    // weight of a step for each pair of voices in parallel fifths or octaves; 1 = as the model has them
	Cadence     bool    `toml:"cadence"`      // end on a chord of the tonic
	Primer      string  `toml:"primer"`       // random = from a training piece, starter = from one of the starter corpus, or silence
	PrimerSteps int     `toml:"primer_steps"` // time steps of the primer
	Tempo       float64 `toml:"tempo"`        // quarter notes per minute
	Metre       string  `toml:"metre"`        // such as 3/4; auto = that of the primer
	Velocity    int     `toml:"velocity"`     // MIDI velocity of every note, where the music has none of its own
}

// Default returns Deep Jammer's settings, and our own where the report has none.
func Default() Config {
	return Config{
		Seed:     1,
		Data:     Data{Validation: 0.1, Transpose: []int{0}, Sampling: SamplingOnsets, StepsPerQuarter: 4, Accidentals: "octave"},
		Features: Features{Groups: []string{"position", "pitch-class", "vicinity", "beat"}, LowerNotes: []string{"note"}},
		Model:    Model{Kind: "biaxial", TimeLayers: []int{300, 300}, NoteLayers: []int{100, 50}},
		Loss:     Loss{Reduction: "sum"},
		Optimizer: Optimizer{Name: "adadelta", LearningRate: 1, Rho: 0.95, Epsilon: 1e-6, Momentum: 0.9,
			Beta1: 0.9, Beta2: 0.999, ClipNorm: 5, Schedule: ScheduleConstant},
		Train: Train{Epochs: 5000, UpdatesPerEpoch: 1, Batch: 5, Segment: 128,
			CheckpointEvery: 100, SampleEvery: 100, ValidateEvery: 100, Keep: 5, Reinit: []string{}, Precision: "float32"},
		Compose:  Compose{Steps: 128, Count: 1, Temperature: 1, Parallels: 1, Primer: PrimerRandom, PrimerSteps: 1, Tempo: 120, Metre: "auto", Velocity: 80},
		sections: newSections(),
	}
}

// Load reads an experiment file and applies the overrides, each KEY=VALUE, in order. It returns all mistakes in
// one *Error.
func Load(path string, overrides []string) (*Config, error) {
	text, err := ReadText(path)
	if err != nil {
		return nil, err
	}
	return Parse(path, text, overrides)
}

// ReadText reads a config file of at most maxFile bytes. The error is an *Error.
func ReadText(path string) ([]byte, error) {
	text, err := ReadUpTo(path, maxFile)
	if err != nil {
		var cause *fs.PathError
		if errors.As(err, &cause) {
			err = cause.Err
		}
		return nil, &Error{Problems: []string{fmt.Sprintf("%s: %v", path, err)}}
	}
	return text, nil
}

// Parse is Load for a text that was read from path.
func Parse(path string, text []byte, overrides []string) (*Config, error) {
	return newReader(path).read(path, text, overrides)
}

func (r *reader) read(path string, text []byte, overrides []string) (*Config, error) {
	r.readFile(path, string(text))
	for _, override := range overrides {
		r.readOverride(override)
	}
	return r.finish()
}

// maxFile is the largest size of a config file in bytes; configs/default.toml has less than ten thousand.
const maxFile = 64 << 10

// maxProblems is the largest number of mistakes that a message lists.
const maxProblems = 10

// Error lists the mistakes in a config, one line each. The program exits with code 2 on it.
type Error struct {
	Problems []string // in the order of the file, then of the overrides
}

func (e *Error) Error() string {
	if more := len(e.Problems) - maxProblems; more > 0 {
		return strings.Join(e.Problems[:maxProblems], "\n") + fmt.Sprintf("\nand %d more", more)
	}
	return strings.Join(e.Problems, "\n")
}
