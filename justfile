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

# run directories side by side: just compare runs/a runs/b
compare +runs:
    go run ./experiments compare {{runs}}
