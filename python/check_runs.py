"""Reads the shipped runs as data frames: python check_runs.py, in this directory."""

import runs

MODELS = ["../models/chorales", "../models/tunes", "../models/nottingham", "../models/piano"]


def main():
    lines = runs.metrics(*MODELS)
    for run in MODELS:
        with open(run + "/metrics.jsonl", encoding="utf-8") as file:
            assert (lines.run == run).sum() == sum(1 for _ in file)
    table = runs.table(*MODELS)
    best = lines[lines.split == "valid"].groupby("run").nll.min()
    for run in MODELS:
        assert abs(table.loc[run, "best.nll"] - best[run]) < 1e-9, run
    assert table.loc["../models/nottingham", "lookback.steps"] == [4, 6, 8, 12, 16, 24, 32, 48, 64, 96, 128]
    assert table.loc["../models/tunes", "lookback.bars"] == [1, 2, 3, 4, 6, 8, 12, 16]
    assert table.loc["../models/piano", "model.time_layers"] == [200, 200]
    print(table[["best.nll", "counts.parameters", "model.time_layers", "optimizer.name"]])


if __name__ == "__main__":
    main()
