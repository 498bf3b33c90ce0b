"""Runs as pandas data frames.

    frame = runs.metrics("runs/first", "runs/adam")
    frame[frame.split == "valid"].pivot(index="epoch", columns="run", values="nll").plot()
"""

import json
from pathlib import Path

import pandas

import checkpoint


def metrics(*runs):
    """A row for each line of metrics.jsonl of the runs: run, epoch, split (train or valid), nll in nats per step, its parts, seconds."""
    frames = []
    for run in runs:
        lines = Path(run, "metrics.jsonl").read_text(encoding="utf-8").splitlines()
        frames.append(pandas.DataFrame([json.loads(line) for line in lines]).assign(run=str(run)))
    return pandas.concat(frames, ignore_index=True)


def table(*runs):
    """A row for each run: status, times, counts and best validation of run.json, and every setting as a column section.key."""
    rows = []
    for run in runs:
        info = json.loads(Path(run, "run.json").read_text(encoding="utf-8"))
        config = checkpoint.parse_config(Path(run, "config.toml").read_text(encoding="utf-8"))
        rows.append(pandas.json_normalize({**info, **config}).assign(run=str(run)))
    return pandas.concat(rows, ignore_index=True).set_index("run")
