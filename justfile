# Recipes for just (https://just.systems); `just` alone lists them. Without just, run the lines by hand.

[private]
default:
    @just --list

# train: just run configs/quickstart.toml
run config="configs/quickstart.toml" *flags:
    go run ./experiments -config {{config}} {{flags}}

# all tests
test:
    go test ./...

# what CI checks: formatting, vet, staticcheck, quickstart, tests
check:
    .ci/run

# the long tests, under 25 minutes: many kills and signals, many epochs, large folders, and every fuzzer for a while
soak fuzz="40s":
    EXPERIMENTS_SOAK=1 go test -v -timeout 20m -run 'KilledProcess|RandomSignals|TenThousandEpochs|LargeFolder' ./experiments
    go test -run '^$' -fuzz '^FuzzRead$' -fuzztime {{fuzz}} -fuzzminimizetime 10x ./features/midi
    go test -run '^$' -fuzz '^FuzzRead$' -fuzztime {{fuzz}} -fuzzminimizetime 10x ./features/abc
    go test -run '^$' -fuzz '^FuzzRead$' -fuzztime {{fuzz}} -fuzzminimizetime 10x ./features/musicxml
    go test -run '^$' -fuzz '^FuzzMusic$' -fuzztime {{fuzz}} -fuzzminimizetime 10x ./features
    go test -run '^$' -fuzz '^FuzzFrames$' -fuzztime {{fuzz}} -fuzzminimizetime 10x ./features
    go test -run '^$' -fuzz '^FuzzDecode$' -fuzztime {{fuzz}} -fuzzminimizetime 10x ./internal/safetensors
    go test -run '^$' -fuzz '^FuzzDecodeCheckpoint$' -fuzztime {{fuzz}} -fuzzminimizetime 10x ./internal/rundir
    go test -run '^$' -fuzz '^FuzzMetrics$' -fuzztime {{fuzz}} -fuzzminimizetime 10x ./internal/rundir
    go test -run '^$' -fuzz '^FuzzConfig$' -fuzztime {{fuzz}} -fuzzminimizetime 10x ./experiments

# a sweep on a real Slurm of one node, with time limits, requeues, a dead node; ten minutes, as root on Debian
slurm:
    #!/usr/bin/env bash
    set -euo pipefail
    command -v slurmctld slurmd munged >/dev/null || { apt-get update -q && DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends slurmctld slurmd slurm-client munge; }
    EXPERIMENTS_SLOW=1 go test -v -timeout 40m -run 'TestSlurm$' ./experiments

# go vet for all supported systems, and for a big-endian one
cross:
    for t in linux/amd64 linux/arm64 darwin/amd64 darwin/arm64 windows/amd64 windows/arm64 linux/s390x; do GOOS=${t%/*} GOARCH=${t#*/} go vet ./... || exit 1; done

# benchmarks
bench pattern=".":
    go test -run '^$' -bench '{{pattern}}' ./...

# compare the benchmarks of two git revisions, six runs of each in turn: just bench-compare HEAD~1 HEAD 'Update/Small' ./biaxial
bench-compare old new pattern="." packages="./...":
    #!/usr/bin/env bash
    set -euo pipefail
    dir=$(mktemp -d)
    trap 'git worktree remove --force "$dir/old"; git worktree remove --force "$dir/new"; rm -rf "$dir"' EXIT
    git worktree add --quiet --detach "$dir/old" {{old}}
    git worktree add --quiet --detach "$dir/new" {{new}}
    for round in 1 2 3 4 5 6; do
        for side in old new; do
            (cd "$dir/$side" && go test -run '^$' -bench '{{pattern}}' -benchmem {{packages}}) >> "$dir/$side.txt"
        done
    done
    go run golang.org/x/perf/cmd/benchstat@v0.0.0-20260908200009-22c9c6c9d4da "$dir/old.txt" "$dir/new.txt"

# compare run directories: just compare runs/a runs/b
compare +runs:
    go run ./experiments compare {{runs}}
