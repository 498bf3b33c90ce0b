"""Compares an exported ONNX model in onnxruntime with the Go program: python check_onnx.py EXAMPLE.json

EXAMPLE.json is written by parity_test.go.
"""

import json
import sys
from pathlib import Path

import numpy as np
import onnx

from composer import Composer

NEVER, ALWAYS = 2.0, -1.0  # in place of random numbers they decide a key


def main(example):
    example = json.loads(Path(example).read_text())
    onnx.checker.check_model(onnx.load(example["onnx"]), full_check=True)
    check_likelihood(Composer(example["onnx"], len(example["pieces"])), example["pieces"], example["tolerance"])
    check_composition(Composer(example["onnx"]), example["composition"], example["uniform"])


def frames_of(piece):
    """The steps of a piece, T×N×2."""
    frames = np.zeros((len(piece["play"]), 88, 2), np.float32)
    for k, name in enumerate(["play", "articulate"]):
        for t, keys in enumerate(piece[name]):
            frames[t, keys, k] = 1
    return frames


def check_likelihood(composer, pieces, tolerance):
    """Forced through the pieces, a batch, the model must give the logits that give the likelihood of the Go program."""
    frames = np.stack([frames_of(p) for p in pieces])
    nll = np.array([p["nll"] for p in pieces])
    worst = 0.0
    for t in range(frames.shape[1]):
        places = [p["sixteenths"][t] for p in pieces]
        frame, logits = composer.step(places, np.where(frames[:, t] > 0, ALWAYS, NEVER))
        assert np.array_equal(frame[..., 0], frames[:, t, :, 0])
        composer.past[:, -1] = frames[:, t]  # the first onset of a held key is not composed, but occurs
        z = logits.astype(float)
        y = frames[:, t, :, : z.shape[-1]]
        nats = np.maximum(z, 0) - z * y + np.log1p(np.exp(-np.abs(z)))
        counts = np.stack([np.ones_like(y[..., 0]), y[..., 0]], -1)[..., : z.shape[-1]]
        worst = max(worst, np.abs((nats * counts).sum(1) - nll[:, t]).max())
    print(f"onnxruntime: largest difference {worst:.1e} nats a step, of {nll.sum(-1).mean():.3f}")
    assert worst <= tolerance


def check_composition(composer, composition, uniform):
    """The same random numbers must compose the same music."""
    for t, want in enumerate(frames_of(composition)):
        frame, _ = composer.step([composition["sixteenths"][t]], np.array(uniform[t]).reshape(1, 88, 2))
        assert np.array_equal(frame[0], want), f"step {t} differs in {int((frame[0] != want).any(-1).sum())} cells"


if __name__ == "__main__":
    main(*sys.argv[1:])
