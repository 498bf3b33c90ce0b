"""The biaxial LSTM as a torch.nn.Module: loads runs of the Go program, scores and composes music, and writes runs back.

    net = biaxial.load("models/chorales")
    places = music.sixteenths(steps=64, steps_per_quarter=1)
    roll = net.compose(music.silence(), places)
    net.log_likelihood(roll, places)

All music is in rolls, B×T×N×2: B pieces, T steps, N = 88 keys, play and articulate; see attributes.py and music.py. H is the number of
hidden units, F of attributes, E of inputs from lower notes, S of styles, and K of outputs: 2, play and articulate, or 1, play alone.
"""

from pathlib import Path

import torch
from torch import nn
from torch.nn.functional import logsigmoid

import attributes
import checkpoint
from attributes import NOTES


class Biaxial(nn.Module):
    """An LSTM along time for each key, then an LSTM along the keys for each step (Johnson 2015).

    config is the text of a config.toml, styles the names of its styles. self.style, S or B×S, has their weights in the music that is scored
    or composed, which sum to 1: an even mixture until it is set. load_state_dict takes the weights in PyTorch's layout, load_weights in that of our files.
    """

    def __init__(self, config, styles=()):
        super().__init__()
        self.text, settings = config, checkpoint.parse_config(config)
        model, features = settings["model"], settings["features"]
        if model["kind"] != "biaxial":
            raise ValueError(f"model.kind is {model['kind']}; this module is the network of the kind biaxial")
        if settings["data"].get("velocity"):
            raise ValueError("data.velocity is not known to this module: it reads networks without velocities only")
        self.groups, self.lower_notes = features["groups"], features["lower_notes"]
        unknown = [g for g in self.groups if g not in attributes.GROUPS] + [g for g in self.lower_notes if g not in attributes.LOWER_NOTES]
        if unknown:
            raise ValueError(f"this module does not know the feature group {unknown[0]}; add it to attributes.py")
        self.distances = settings["lookback"]["steps"]
        if "lookback" in self.groups and settings["lookback"].get("bars"):
            raise ValueError("lookback.bars is not known to this module, only lookback.steps")
        self.outputs = 1 if settings["data"]["frames"] else 2  # frames have no articulation
        self.dropout = model["dropout"]
        self.styles, S = list(styles), len(styles)
        self.style = torch.full((S,), 1 / max(S, 1))
        self.time = stack(attributes.width(self.groups, self.distances) + S, model["time_layers"])
        below = attributes.lower_width(self.lower_notes, self.outputs)
        self.note = stack(model["time_layers"][-1] + below + S, model["note_layers"])
        self.dense = nn.Linear(model["note_layers"][-1], self.outputs)

    def forward(self, roll, sixteenths):
        """The logits of every step of roll, B×T×N×K, each given the steps before it and the lower keys of its own.

        sixteenths, B×T, is the place in its bar, 0 to 15, of the step before each step: see music.sixteenths.
        """
        x = attributes.encode(self.groups, attributes.later(roll, 1), sixteenths, self.distances)
        h, _ = self.along_time(x)
        return self.along_notes(h, roll)

    def along_time(self, x, states=None):
        """The time stack over x, B×T×N×F: its output, B×T×N×H, and the state of each layer, to go on from."""
        B, T = x.shape[:2]
        x = self.with_style(x)
        h, states = run_stack(self.time, x.transpose(0, 1).flatten(1, 2), states, self.drop)  # T×(B·N)×H
        return h.unflatten(1, (B, NOTES)).transpose(0, 1), states

    def along_notes(self, h, frames):
        """The logits of frames, B×T×N×2, from the output of the time stack, B×T×N×H."""
        below = attributes.encode_lower(self.lower_notes, frames, self.outputs)
        x = self.with_style(torch.cat([h, below], -1)).flatten(0, 1).transpose(0, 1)  # N×(B·T)×(H+E+S)
        y, _ = run_stack(self.note, x, None, self.drop)
        return self.dense(y).transpose(0, 1).unflatten(0, h.shape[:2])

    def with_style(self, x):
        """Inputs of an axis, B×T×N×I, with the weights of the styles after them: B×T×N×(I+S)."""
        style = self.style.to(x).expand(len(x), -1)
        return torch.cat([x, style[:, None, None].expand(*x.shape[:3], -1)], -1)

    def drop(self, h):
        """Dropout of an LSTM's output, T×R×H, with one mask for all steps (Gal & Ghahramani 2016)."""
        return h * nn.functional.dropout(torch.ones_like(h[0]), self.dropout, self.training)

    def log_likelihood(self, roll, sixteenths):
        """The exact log-likelihood of each step in nats, B×T×K: of play at every key, and of articulate at the keys that play.

        The Go program prints its negative. For a loss: -net.log_likelihood(roll, sixteenths).sum(-1).mean().
        """
        logits, play = self(roll, sixteenths).double(), roll[..., 0]
        score = logsigmoid(torch.where(roll[..., : self.outputs] > 0, logits, -logits))
        counts = torch.stack([torch.ones_like(play), play][: self.outputs], -1)
        return (score * counts).sum(2)

    @torch.no_grad()
    def compose(self, roll, sixteenths, temperature=1.0, random=None):
        """Continues roll, B×T×N×2, to as many steps as sixteenths, B×T', has, and returns it with the new steps.

        roll may have no steps. temperature divides the logits: below 1 is safer, above 1 more surprising. random, B×T'×N×2, has the
        numbers from 0 to below 1 that decide play and articulate of each cell; without it they come from torch.rand.
        """
        if random is None:
            random = torch.rand(*sixteenths.shape, NOTES, 2).to(roll)
        memory, states = attributes.memory(self.groups, self.distances), None
        given, roll = roll.shape[1], torch.cat([roll.new_zeros(len(roll), 1, NOTES, 2), roll], 1)
        for t in range(sixteenths.shape[1]):  # reads step t−1, which is roll[:, t]
            first = max(t + 1 - memory, 0)
            x = attributes.encode(self.groups, roll[:, first : t + 1], sixteenths[:, first : t + 1], self.distances)
            h, states = self.along_time(x[:, -1:], states)
            if t >= given:
                roll = torch.cat([roll, self.draw(h, roll[:, -1:], temperature, random[:, t : t + 1])], 1)
        return roll[:, 1:]

    def draw(self, h, last, temperature, random):
        """A next step, drawn key by key from the lowest, given the time stack's output h, B×1×N×H. All others are B×1×N×2.

        A key that was silent in the last step cannot be held: it is an onset.
        """
        frame, states = torch.zeros_like(last), None
        for n in range(NOTES):
            below = attributes.encode_lower(self.lower_notes, frame, self.outputs)
            x = self.with_style(torch.cat([h, below], -1))[:, 0, n].unsqueeze(0)  # 1×B×(H+E+S)
            y, states = run_stack(self.note, x, states, self.drop)
            probability = torch.sigmoid(self.dense(y[0]) / temperature)  # B×K
            drawn = (random[:, 0, n, : self.outputs] < probability).to(last)
            frame[:, 0, n, 0] = drawn[:, 0]
            if self.outputs == 2:
                frame[:, 0, n, 1] = drawn[:, 0] * torch.maximum(drawn[:, 1], 1 - last[:, 0, n, 0])
        return frame

    def weights(self):
        """The weights under the names and in the layout of our files: wx I×4H, wh H×4H, bias 4H, in the order i, f, g, o."""
        named = {}
        for name, lstm in self.layers():
            named[name + ".wx"] = lstm.weight_ih_l0.T
            named[name + ".wh"] = lstm.weight_hh_l0.T
            named[name + ".bias"] = lstm.bias_ih_l0 + lstm.bias_hh_l0
        for axis, first in ("time", self.time[0]), ("note", self.note[0]):
            wx = named[axis + "1.wx"]
            rows = len(wx) - len(self.styles)
            named[axis + "1.wx"] = wx[:rows]
            named |= {f"style.{axis}.{style}": wx[rows + i] for i, style in enumerate(self.styles)}
        named["dense.w"], named["dense.bias"] = self.dense.weight.T, self.dense.bias
        return {name: w.detach().cpu().float().contiguous() for name, w in named.items()}

    @torch.no_grad()
    def load_weights(self, weights):
        """Takes over weights in the layout of our files. PyTorch's second bias is zero then."""
        own = self.weights()
        if own.keys() != weights.keys() or any(own[k].shape != weights[k].shape for k in own):
            raise ValueError("the weights are not those of a network of this config")
        for name, lstm in self.layers():
            wx = weights[name + ".wx"]
            if name in ("time1", "note1"):
                wx = torch.cat([wx] + [weights[f"style.{name[:-1]}.{style}"][None] for style in self.styles])
            lstm.weight_ih_l0.copy_(wx.T)
            lstm.weight_hh_l0.copy_(weights[name + ".wh"].T)
            lstm.bias_ih_l0.copy_(weights[name + ".bias"])
            lstm.bias_hh_l0.zero_()
        self.dense.weight.copy_(weights["dense.w"].T)
        self.dense.bias.copy_(weights["dense.bias"])

    def layers(self):
        """The LSTMs with their names in our files."""
        for axis, lstms in ("time", self.time), ("note", self.note):
            for i, lstm in enumerate(lstms):
                yield f"{axis}{i + 1}", lstm

    def save(self, run, epoch=0):
        """Writes a new run directory with one checkpoint: go run ./experiments evaluate -run RUN."""
        checkpoint.write(run, self.weights(), self.text, epoch)


def load(run, which="best"):
    """The network of a run directory, in evaluation mode: which is "best" by validation, "last" or an epoch."""
    weights, _ = checkpoint.read(checkpoint.find(run, which))
    styles = sorted((name.removeprefix("style.time.") for name in weights if name.startswith("style.time.")), key=str.encode)
    net = Biaxial(Path(run, "config.toml").read_text(encoding="utf-8"), styles)
    net.load_weights(weights)
    return net.eval()


def stack(inputs, hidden):
    """LSTMs of the given numbers of hidden units, each reading the one before."""
    return nn.ModuleList(nn.LSTM(i, h) for i, h in zip([inputs, *hidden], hidden))


def run_stack(lstms, x, states, drop):
    """A stack of LSTMs over x, T×R×I: the last one's output, T×R×H, and the state of each; states None is zero."""
    after = []
    for lstm, state in zip(lstms, states or [None] * len(lstms)):
        x, state = lstm(x, state)
        x = drop(x)
        after.append(state)
    return x, after
