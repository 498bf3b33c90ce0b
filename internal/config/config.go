package config

import (
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"strings"

	"github.com/BurntSushi/toml"
)

// Config is one experiment with every key resolved: what the file and -set give, and the defaults for the rest.
// configs/default.toml explains each key at length.
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
}

// DataConfig says what is learned. With neither MIDI nor Frames it is the starter corpus.
type Data struct {
	MIDI            string    `toml:"midi"`              // folder of MIDI and ABC files, relative to the working directory
	Frames          string    `toml:"frames"`            // piano-roll JSON, relative to the working directory
	Validation      float64   `toml:"validation"`        // share of the pieces held back; frames have their own split
	Transpose       []int     `toml:"transpose"`         // semitones; a segment is moved by one of them, drawn anew each time
	Stretch         []float64 `toml:"stretch"`           // factors on the time of performances, one of them drawn anew each time
	StepsPerQuarter int       `toml:"steps_per_quarter"` // grid; 4 makes a step a sixteenth note
}

// FeaturesConfig says what the network sees of each note.
type Features struct {
	Groups []string `toml:"groups"` // of the step before, in the order of the attributes
	Lags   []int    `toml:"lags"`   // of the group echo: so many steps before the one that is to be foretold
	Below  []string `toml:"below"`  // of the keys below in the step that is being decided
}

// ModelConfig gives the network's shape.
type Model struct {
	Kind       string  `toml:"kind"`        // biaxial; pianoroll, tokens, performance, melody-harmony; or a reference: marginal, persistence, markov
	TimeLayers []int   `toml:"time_layers"` // hidden units of each LSTM along time
	NoteLayers []int   `toml:"note_layers"` // hidden units of each LSTM along the keys; biaxial only
	Dropout    float64 `toml:"dropout"`     // share of the hidden units silenced in an update

	// Of the kinds that are one LSTM stack along time:
	InputDropout float64  `toml:"input_dropout"` // share of the inputs silenced in an update
	Embedding    int      `toml:"embedding"`     // numbers that stand for what is heard of a unit; 0 = it goes to the first LSTM as it is
	FreshDropout bool     `toml:"fresh_dropout"` // dropout is drawn anew for each unit
	Residual     bool     `toml:"residual"`      // each LSTM but the first adds what it hears to what it says
	Dense        []int    `toml:"dense"`         // units of each layer between the LSTMs and the outputs
	BatchNorm    bool     `toml:"batch_norm"`    // normalise what leaves the LSTMs
	Voices       string   `toml:"voices"`        // pianoroll: all keys, or the top one alone
	Joint        bool     `toml:"joint"`         // melody-harmony: the melody hears the harmony of its step
	Dynamics     bool     `toml:"dynamics"`      // performance: with velocities
	Conditions   []string `toml:"conditions"`    // performance: what it can be asked for: density, pitch-classes
}

// LossConfig says what an update lowers.
type Loss struct {
	Reduction     string  `toml:"reduction"`      // sum over the batch, or mean per time step
	HarmonyWeight float64 `toml:"harmony_weight"` // melody-harmony: of the harmony's part; the melody's has the rest
}

// OptimizerConfig chooses the solver. A method ignores what it does not use.
type Optimizer struct {
	Name         string  `toml:"name"`          // adadelta, rmsprop or adam
	LearningRate float64 `toml:"learning_rate"` // factor on each move; the default depends on the method
	Rho          float64 `toml:"rho"`           // decay of running averages (adadelta, rmsprop); depends on the method
	Epsilon      float64 `toml:"epsilon"`       // keeps divisions finite; depends on the method
	Momentum     float64 `toml:"momentum"`      // Nesterov (rmsprop)
	Beta1        float64 `toml:"beta1"`         // decay of the mean gradient (adam)
	Beta2        float64 `toml:"beta2"`         // decay of the mean square gradient (adam)
	ClipNorm     float64 `toml:"clip_norm"`     // largest norm of one parameter's gradient; 0 = off
	WeightDecay  float64 `toml:"weight_decay"`  // share of the weights lost in a move, times the learning rate
	Schedule     string  `toml:"schedule"`      // of the learning rate: constant, or cosine down to zero at the last epoch
	Warmup       int     `toml:"warmup"`        // epochs over which the learning rate rises from zero
}

// TrainConfig gives the schedule.
type Train struct {
	Epochs          int      `toml:"epochs"`            // how many
	UpdatesPerEpoch int      `toml:"updates_per_epoch"` // 0 = one pass over the training pieces
	Batch           int      `toml:"batch"`             // segments an update
	Segment         int      `toml:"segment"`           // time steps a segment; 0 = whole pieces
	CheckpointEvery int      `toml:"checkpoint_every"`  // epochs
	SampleEvery     int      `toml:"sample_every"`      // epochs
	ValidateEvery   int      `toml:"validate_every"`    // epochs
	Patience        int      `toml:"patience"`          // validations without improvement after which training ends; 0 = all epochs
	Average         float64  `toml:"average"`           // decay of the running average of the weights that is judged, composed from and saved; 0 = off
	InitFrom        string   `toml:"init_from"`         // run directory whose weights training begins with; "" = random weights
	Reinit          []string `toml:"reinit"`            // layers that begin with random weights all the same
	Keep            int      `toml:"keep"`              // checkpoints kept besides the best; 0 = all
	TensorBoard     bool     `toml:"tensorboard"`       // write event files into tensorboard/ of the run
}

// ComposeConfig says what the samples are like, and what the compose command does unless its flags say otherwise.
type Compose struct {
	Steps       int     `toml:"steps"`       // time steps composed
	Count       int     `toml:"count"`       // pieces at a time
	Temperature float64 `toml:"temperature"` // the logits are divided by it; below 1 is tamer, above 1 wilder
	Start       string  `toml:"start"`       // random = from a training piece, starter = from one of the starter corpus, or silence
	Given       int     `toml:"given"`       // time steps of the start that are heard first
	Tempo       float64 `toml:"tempo"`       // quarter notes a minute
	Metre       string  `toml:"metre"`       // such as 3/4; auto = that of the start
	Velocity    int     `toml:"velocity"`    // MIDI velocity of every note

	Threshold    float64   `toml:"threshold"`     // pianoroll: keys above this probability play; 0 = they are drawn
	Density      float64   `toml:"density"`       // performance: notes a second that are asked for; 0 = none in particular
	PitchClasses []float64 `toml:"pitch_classes"` // performance: 12 shares that are asked for, C first; [] = none in particular
}

// defaultConfig holds Deep Jammer's settings, and this program's where the report names none.
func Default() Config {
	return Config{
		Seed:     1,
		Data:     Data{Validation: 0.1, Transpose: []int{0}, Stretch: []float64{1}, StepsPerQuarter: 4},
		Features: Features{Groups: []string{"position", "pitch-class", "vicinity", "beat"}, Lags: []int{16, 32, 64, 128}, Below: []string{"note"}},
		Model: Model{Kind: "biaxial", TimeLayers: []int{300, 300}, NoteLayers: []int{100, 50},
			Dense: []int{}, Voices: voicesAll, Joint: true, Dynamics: true, Conditions: []string{}},
		Loss: Loss{Reduction: "sum", HarmonyWeight: 0.5},
		Optimizer: Optimizer{Name: "adadelta", LearningRate: 1, Rho: 0.95, Epsilon: 1e-6, Momentum: 0.9,
			Beta1: 0.9, Beta2: 0.999, ClipNorm: 5, Schedule: ScheduleConstant},
		Train: Train{Epochs: 5000, UpdatesPerEpoch: 1, Batch: 5, Segment: 128,
			CheckpointEvery: 100, SampleEvery: 100, ValidateEvery: 100, Keep: 5, Reinit: []string{}},
		Compose: Compose{Steps: 128, Count: 1, Temperature: 1, Start: "random", Given: 1, Tempo: 120, Metre: "auto", Velocity: 80, PitchClasses: []float64{}},
	}
}

// Load reads an experiment file and applies the overrides, each KEY=VALUE, in their order. All that is wrong is returned
// in one *[Error].
func Load(path string, overrides []string) (*Config, error) {
	text, err := ReadText(path, MaxConfigFile)
	if err != nil {
		var cause *fs.PathError
		if errors.As(err, &cause) {
			err = cause.Err
		}
		return nil, &Error{Problems: []string{fmt.Sprintf("%s: %v", path, err)}}
	}
	return Parse(path, text, overrides)
}

// Parse is [Load] of a text that was read from the file name; mistakes are reported as in that file.
func Parse(name string, text []byte, overrides []string) (*Config, error) {
	r := newReader(strings.TrimSuffix(filepath.Base(name), ".toml"))
	r.readFile(name, string(text))
	for _, override := range overrides {
		r.readOverride(override)
	}
	return r.finish()
}

// TOML is the whole config as a file that LoadConfig reads back as an equal Config.
func (c *Config) TOML() string {
	var b strings.Builder
	b.WriteString("# Every key with its value in this run.\n")
	encoder := toml.NewEncoder(&b)
	encoder.Indent = ""
	if err := encoder.Encode(c); err != nil {
		panic("experiments: " + err.Error()) // only types that TOML lacks fail
	}
	return b.String()
}

// maxConfigFile bounds a config file, in bytes; the one that explains every key has six thousand.
const MaxConfigFile = 64 << 10

// maxConfigProblems keeps a wholly wrong file from flooding the screen.
const maxConfigProblems = 10

// ConfigError tells what is wrong in a config, one line a mistake. The program exits with code 2 on it.
type Error struct {
	Problems []string // in the order of the file, then of the overrides
}

func (e *Error) Error() string {
	if more := len(e.Problems) - maxConfigProblems; more > 0 {
		return strings.Join(e.Problems[:maxConfigProblems], "\n") + fmt.Sprintf("\nand %d more", more)
	}
	return strings.Join(e.Problems, "\n")
}
