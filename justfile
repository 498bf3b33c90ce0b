# One line a recipe; without just, copy the line. `just` alone lists them.

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

# benchmarks
bench pattern=".":
    go test -run '^$' -bench '{{pattern}}' ./...

# benchmarks of two git revisions against each other, six runs of each in turn: just bench-compare HEAD~1 HEAD 'Update/Small' ./biaxial
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

# run directories side by side: just compare runs/a runs/b
compare +runs:
    go run ./experiments compare {{runs}}
