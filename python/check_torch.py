"""Compares the PyTorch module with the Go program: python check_torch.py EXAMPLE.json NEW_RUN NEW_NLL.json

EXAMPLE.json is written by parity_test.go. After the comparison the network is changed by an update, written as the run NEW_RUN, and
its likelihoods of the same pieces go to NEW_NLL.json, for the Go program to compare.
"""

import json
import sys
from pathlib import Path

import torch

import biaxial
import checkpoint
import music


def main(example, new_run, new_nll):
    example = json.loads(Path(example).read_text())
    pieces = example["pieces"]
    net = biaxial.load(example["run"])
    roll, places = torch.stack([roll_of(p) for p in pieces]), torch.tensor([p["places"] for p in pieces])
    check_places(pieces + [example["composition"]])
    check_refusal(net, roll)
    tolerance = example["relative"], example["absolute"]
    check_likelihood(net, roll, places, torch.tensor([p["nll"] for p in pieces], dtype=torch.double), *tolerance)
    if p := example["unknown"]:
        check_likelihood(net, roll_of(p)[None], torch.tensor([p["places"]]), torch.tensor([p["nll"]], dtype=torch.double), *tolerance)
    check_composition(net, example["composition"], example["uniform"])
    check_damage(example["run"], Path(new_nll).with_name("damaged.safetensors"))
    update(net, roll, places)
    net.save(new_run, epoch=1)
    with torch.no_grad():
        Path(new_nll).write_text(json.dumps((-net.log_likelihood(roll, places)).tolist()))


def roll_of(piece):
    """The roll of a piece of the example, T×N×2, or T×N×3 with velocities."""
    roll = music.silence(steps=len(piece["play"]))[0]
    for k, name in enumerate(["play", "articulate"]):
        for t, keys in enumerate(piece[name]):
            roll[t, keys, k] = 1
    if not piece["velocity"]:
        return roll
    velocity = torch.zeros_like(roll[..., :1])
    for t, keys in enumerate(piece["articulate"]):
        velocity[t, keys, 0] = torch.tensor(piece["velocity"][t], dtype=roll.dtype)
    return torch.cat([roll, velocity], -1)


def check_places(pieces):
    """music.places must tell the places in the bars that the Go program tells, and notes must come back."""
    for p in pieces:
        if p["metre"]:
            steps, part = len(p["play"]), len(p["play"]) // 2
            whole, begun = (music.places(n, p["steps_per_quarter"], *p["metre"], pickup=p["pickup"], total=steps) for n in (steps, part))
            assert whole[0].tolist() == p["places"], (p["metre"], whole, p["places"])
            assert torch.equal(begun, whole[:, :part])
        roll = roll_of(p)[None]
        if roll[..., 1].any():
            again = music.roll_of_notes(music.notes_of_roll(roll))
            assert torch.equal(again, roll[:, : again.shape[1]]) and not roll[:, again.shape[1] :].any()


@torch.no_grad()
def check_likelihood(net, roll, places, nll, relative, absolute):
    """All pieces in one batch, and the first one twice with the same places."""
    twice = roll[:1].expand(2, -1, -1, -1)
    for got, want in (-net.log_likelihood(roll, places), nll), (-net.log_likelihood(twice, places[:1]), nll[:1]):
        print(f"PyTorch: largest difference {(got - want).abs().max():.1e} nats a step, of {want.sum(-1).mean():.3f}")
        assert torch.allclose(got, want, relative, absolute)


def check_composition(net, composition, uniform):
    """The same random numbers must compose the same music, from silence and from its first steps."""
    want = roll_of(composition)[None]
    places = torch.tensor([composition["places"]])
    random = torch.tensor(uniform, dtype=torch.double).view(1, len(uniform), 88, -1)
    got = net.compose(music.silence(), places, random=random)
    assert got.shape == want.shape and torch.equal(got, want), f"{int((got != want).any(-1).sum())} cells of the composition differ"
    assert torch.equal(net.compose(want[:, :5], places, random=random), want), "the continuation of five steps differs"


def check_refusal(net, roll):
    """Places as earlier versions had them must be refused with a sentence that says what to write."""
    try:
        net(roll, torch.zeros(roll.shape[:2], dtype=torch.long))
    except ValueError as error:
        assert "music.places" in str(error), error
        return
    raise AssertionError("places without bars were read")


def check_damage(run, path):
    """A checkpoint with a changed byte must be refused."""
    data = bytearray(checkpoint.find(run).read_bytes())
    data[-1] ^= 1
    path.write_bytes(data)
    try:
        checkpoint.read(path)
    except ValueError:
        return
    raise AssertionError("a damaged checkpoint was read")


def update(net, roll, places):
    """A step of gradient descent, with dropout, must lower the loss without dropout."""
    roll, places = roll[:1, :16], places[:1, :16]
    optimizer = torch.optim.SGD(net.parameters(), lr=1e-4)
    before = -net.log_likelihood(roll, places).sum(-1).mean()
    (-net.train().log_likelihood(roll, places).sum(-1).mean()).backward()
    optimizer.step()
    after = -net.eval().log_likelihood(roll, places).sum(-1).mean()
    assert after < before, f"{before} nats a step before the update, {after} after it"


if __name__ == "__main__":
    main(*sys.argv[1:])
