#!/bin/bash
# Trains the ablation of docs/results.md: from the inputs and the optimizer of Johnson (2017) to those of best-jsb.toml and
# best-nottingham.toml, one change at a time, with three seeds. Runs that have finished are left alone, so the same command
# continues after an interruption; several processes may work side by side.
# Use, in the root of the project: docs/results/ablation.sh jsb|nottingham FILE OUT, where FILE has the frames.
# EXPERIMENTS names a built program to use in place of go run ./experiments.
set -eu
frames=$2 out=$3
experiments=${EXPERIMENTS:-go run ./experiments}

case $1 in
jsb)
	config=johnson-2017-jsb dropout=0.3 segment=0 epochs=12 rate=0.006
	johnson='"position", "window", "context"'
	lookback='[4, 8, 12, 16, 24, 28, 32, 64]'
	;;
nottingham)
	config=johnson-2017-nottingham dropout=0.15 segment=128 epochs=1 rate=0.008
	johnson='"position", "window", "context", "beat"'
	lookback='[4, 6, 8, 12, 16, 24, 32, 48, 64, 96, 128]'
	;;
*)
	echo "$0: $1: use jsb or nottingham" >&2
	exit 2
	;;
esac

declare -A settings=([data.frames]=$frames [model.time_layers]=[48,48] [model.note_layers]=[32,32] [model.dropout]=$dropout
	[features.groups]="[$johnson]" [train.segment]=$segment [train.batch]=2 [train.epochs]=$epochs [train.validate_every]=1
	[train.patience]=0 [train.checkpoint_every]=$epochs [train.sample_every]=$epochs)

# train NAME: trains with the settings so far.
train() {
	options=()
	for key in "${!settings[@]}"; do
		options+=(-set "$key=${settings[$key]}")
	done
	$experiments sweep -config "configs/$config.toml" "${options[@]}" -seeds "${SEEDS:-3}" -run "$out/$1"
}

train 0-johnson
settings[features.lower_notes]='["note", "octave"]'
train 1-octave
settings[features.lower_notes]='["note", "octave", "chord"]'
train 2-chord
settings[features.lower_notes]='["note", "octave", "chord", "count"]'
train 3-count
settings[features.groups]="[$johnson, \"pitch-class\"]"
train 4-pitch-class
settings[features.groups]="[$johnson, \"pitch-class\", \"lookback\"]"
settings[lookback.steps]=$lookback
train 5-lookback
settings[train.ema_decay]=0.995
train 6-ema

# Three changes that start from 6-ema, not from each other.
settings[features.groups]="[$johnson, \"pitch-class\", \"lookback\", \"match\"]"
train 7-match
settings[features.groups]="[$johnson, \"pitch-class\", \"lookback\"]"
settings[model.time_layers]=[100,100] settings[model.note_layers]=[64,64]
train 7-size
settings[model.time_layers]=[48,48] settings[model.note_layers]=[32,32]
settings[optimizer.name]=adam settings[optimizer.learning_rate]=$rate settings[optimizer.schedule]=cosine
train 7-adam
