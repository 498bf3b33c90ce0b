"""Compares an exported ONNX model in onnxruntime with the Go program: python check_onnx.py EXAMPLE.json

EXAMPLE.json is written by parity_test.go.
"""

import json
import sys
from pathlib import Path

import numpy as np
import onnx

from composer import Composer
from metre import Place

NEVER, ALWAYS = 2.0, -1.0  # in place of random numbers they decide a key


def main(example):
    example = json.loads(Path(example).read_text())
    onnx.checker.check_model(onnx.load(example["onnx"]), full_check=True)
    check_likelihood(Composer(example["onnx"], len(example["pieces"])), example["pieces"], example["relative"], example["absolute"])
    check_composition(Composer(example["onnx"]), example["composition"], example["uniform"])


def frames_of(piece):
    """The steps of a piece, T×N×2, or T×N×3 with velocities."""
    frames = np.zeros((len(piece["play"]), 88, 3 if piece["velocity"] else 2), np.float32)
    for k, name in enumerate(["play", "articulate"]):
        for t, keys in enumerate(piece[name]):
            frames[t, keys, k] = 1
    for t, velocity in enumerate(piece["velocity"] or []):
        frames[t, piece["articulate"][t], 2] = velocity
    return frames


def check_likelihood(composer, pieces, relative, absolute):
    """Forced through the pieces, a batch, the model must give the logits that give the likelihood of the Go program."""
    frames = np.stack([frames_of(p) for p in pieces])
    nll = np.array([p["nll"] for p in pieces])
    got = np.zeros_like(nll)
    for t in range(frames.shape[1]):
        places = [Place(*p["places"][t]) for p in pieces]
        want = frames[:, t]
        uniform = np.where(want > 0, ALWAYS, NEVER)
        uniform[..., 2:] = -want[..., 2:]
        frame, logits = composer.step(places, uniform)
        assert np.array_equal(frame[..., 0], want[..., 0])
        composer.past[:, -1] = want  # the first onset of a held key is not composed, but occurs
        got[:, t] = nats_of(want, logits.astype(float), nll.shape[-1])
    print(f"onnxruntime: largest difference {np.abs(got - nll).max():.1e} nats a step, of {nll.sum(-1).mean():.3f}")
    assert np.allclose(got, nll, relative, absolute)


def nats_of(frame, logits, parts):
    """The negative log-likelihood of a step in its parts, P×parts, given its logits."""
    K = min(parts, 2)
    z, y, play = logits[..., :K], frame[..., :K], frame[..., :1]
    nats = np.maximum(z, 0) - z * y + np.log1p(np.exp(-np.abs(z)))
    counts = np.concatenate([np.ones_like(play), play], -1)[..., :K]
    if parts == 3:
        struck, z = frame[..., 2:], logits[..., K:]
        velocity = np.log(np.exp(z).sum(-1, keepdims=True)) - np.take_along_axis(z, struck.astype(int) // 4, -1)
        nats, counts = np.concatenate([nats, velocity], -1), np.concatenate([counts, struck > 0], -1)
    return (nats * counts).sum(1)


def check_composition(composer, composition, uniform):
    """The same random numbers must compose the same music."""
    for t, want in enumerate(frames_of(composition)):
        frame, _ = composer.step([Place(*composition["places"][t])], np.array(uniform[t]).reshape(1, 88, -1))
        assert np.array_equal(frame[0], want), f"step {t} differs in {int((frame[0] != want).any(-1).sum())} cells"


if __name__ == "__main__":
    main(*sys.argv[1:])
