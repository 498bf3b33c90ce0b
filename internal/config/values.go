package config

// Values of compose.primer.
const (
	PrimerRandom  = "random"
	PrimerSilence = "silence"
	PrimerStarter = "starter"
)

// Values of data.sampling.
const (
	SamplingOnsets = "onsets" // onsets and durations
	SamplingFrames = "frames" // the keys that sound at the beginning of each step
)

// Values of optimizer.schedule.
const (
	ScheduleConstant = "constant"
	ScheduleCosine   = "cosine"
)

// StyleByFolder is the value of data.styles for pieces whose style is their folder.
const StyleByFolder = "folder"

// WholePieces is the value of train.segment for segments that are whole pieces.
const WholePieces = 0
