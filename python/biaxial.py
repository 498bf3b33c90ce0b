"""The biaxial LSTM as a torch.nn.Module: loads runs of the Go program, scores and composes music, and writes runs back.

    net = biaxial.load("models/jsb")
    places = music.places(steps=64, steps_per_quarter=1)
    roll = net.compose(music.silence(), places)
    net.log_likelihood(roll, places)

All music is in rolls, B×T×N×2: B pieces, T steps, N = 88 keys, play and articulate; see attributes.py and music.py. With velocities it
is B×T×N×3. places, B×T×5 or 1×T×5 for all pieces, is where each step lies in the bars of its piece: see music.places. H is the number
of hidden units, F of attributes, E of inputs from lower notes, S of styles, K of outputs: 2, play and articulate, or 1, play alone, and
V = 32 of velocities.
"""

from pathlib import Path

import torch
from torch import nn
from torch.nn.functional import logsigmoid

import attributes
import checkpoint
from attributes import NOTES

VELOCITIES = 32  # V: bins of four MIDI velocities
VELOCITY_UNITS = 64  # of the hidden layer that reads them


class Biaxial(nn.Module):
    """An LSTM along time for each key, then an LSTM along the keys for each step (Johnson 2015).

    config is the text of a config.toml, styles the names of its styles. self.style, S or B×S, has their weights in the music that is scored
    or composed, which sum to 1: an even mixture until it is set. load_state_dict takes the weights in PyTorch's layout, load_weights in
    that of our files.
    """

    def __init__(self, config, styles=()):
        super().__init__()
        self.text, settings = config, checkpoint.parse_config(config)
        model, features = settings["model"], settings["features"]
        if model["kind"] != "biaxial":
            raise ValueError(f"model.kind is {model['kind']}; this module is the network of the kind biaxial")
        self.settings = settings
        for key, known in ("groups", attributes.GROUPS), ("lower_notes", attributes.LOWER_NOTES):
            for group in features[key]:
                if group not in known:
                    raise ValueError(f"this module does not know {group} in features.{key}; add it to attributes.py")
        self.velocity = settings["data"]["velocity"]
        self.channels = 3 if self.velocity else 2
        articulated = not settings["data"]["frames"] and settings["data"]["sampling"] == "onsets"
        self.outputs = 2 if articulated else 1
        self.dropout = model["dropout"]
        self.styles, S = list(styles), len(styles)
        self.style = torch.full((S,), 1 / max(S, 1))
        self.time = stack(attributes.width(settings) + S, model["time_layers"])
        below, hidden = attributes.lower_width(settings, self.outputs) + S, model["note_layers"][-1]
        self.note = stack(model["time_layers"][-1] + below, model["note_layers"])
        self.dense = nn.Linear(hidden, self.outputs)
        if self.velocity:
            self.velocity1 = nn.Linear(hidden + below + attributes.DYNAMICS, VELOCITY_UNITS)
            self.velocity2 = nn.Linear(VELOCITY_UNITS, VELOCITIES)

    def forward(self, roll, places):
        """The logits of every step of roll, B×T×N×K, each given the steps before it and the lower keys of its own.

        With velocities it is B×T×N×(K+V): each key's last V logits are of its velocity if it is struck.
        """
        roll = self.cells(roll)
        x = attributes.encode(self.settings, attributes.ago(roll, 1), places)
        h, _ = self.along_time(x)
        return self.along_notes(h, roll, x)

    def cells(self, roll):
        """A roll with the numbers of a key that the network reads. Velocities that it lacks are 0: not known."""
        return nn.functional.pad(roll, (0, self.channels - roll.shape[-1]))

    def along_time(self, x, states=None):
        """The time stack over x, B×T×N×F: its output, B×T×N×H, and the state of each layer, to go on from."""
        B, T = x.shape[:2]
        x = self.with_style(x)
        h, states = run_stack(self.time, x.transpose(0, 1).flatten(1, 2), states, self.drop)  # T×(B·N)×H
        return h.unflatten(1, (B, NOTES)).transpose(0, 1), states

    def along_notes(self, h, frames, x):
        """The logits of frames, B×T×N×2, from the output of the time stack, B×T×N×H, and its input x, B×T×N×F."""
        below = self.with_style(attributes.encode_lower(self.settings, frames, self.outputs))
        rows = torch.cat([h, below], -1).flatten(0, 1).transpose(0, 1)  # N×(B·T)×(H+E+S)
        y, _ = run_stack(self.note, rows, None, self.drop)
        return self.logits(y.transpose(0, 1).unflatten(0, h.shape[:2]), below, x)

    def logits(self, y, below, x):
        """The logits of keys, …×K or …×(K+V), from the output of the note stack, the lower notes and the attributes."""
        logits = self.dense(y)
        if not self.velocity:
            return logits
        hidden = self.velocity1(torch.cat([y, below, x[..., -attributes.DYNAMICS :]], -1)).relu()
        return torch.cat([logits, self.velocity2(hidden)], -1)

    def with_style(self, x):
        """Inputs of an axis, B×T×N×I, with the weights of the styles after them: B×T×N×(I+S)."""
        style = self.style.to(x).expand(len(x), -1)
        return torch.cat([x, style[:, None, None].expand(*x.shape[:3], -1)], -1)

    def drop(self, h):
        """Dropout of an LSTM's output, T×R×H, with one mask for all steps (Gal & Ghahramani 2016)."""
        return h * nn.functional.dropout(torch.ones_like(h[0]), self.dropout, self.training)

    def log_likelihood(self, roll, places):
        """The exact log-likelihood of each step in nats, B×T×K: of play at every key, and of articulate at the keys that play.

        With velocities it is B×T×3: the third part is of the velocities that are known. The Go program prints the negative of the parts.
        For a loss: -net.log_likelihood(roll, places).sum(-1).mean().
        """
        roll, K = self.cells(roll), self.outputs
        logits, play = self(roll, places).double(), roll[..., 0]
        score = logsigmoid(torch.where(roll[..., :K] > 0, logits[..., :K], -logits[..., :K]))
        counts = torch.stack([torch.ones_like(play), play][:K], -1)
        if self.velocity:
            struck = roll[..., 2:]
            velocity = torch.log_softmax(logits[..., K:], -1).gather(-1, (struck.long() // 4).clamp(max=VELOCITIES - 1))
            score, counts = torch.cat([score, velocity], -1), torch.cat([counts, (struck > 0).to(counts)], -1)
        return (score * counts).sum(2)

    @torch.no_grad()
    def compose(self, roll, places, temperature=1.0, random=None):
        """Continues roll, B×T×N×2, to as many steps as places, B×T'×5, has, and returns it with the new steps.

        roll may have no steps. temperature divides the logits: below 1 is safer, above 1 more surprising. random, B×T'×N×2, has the
        numbers from 0 to below 1 that decide play and articulate of each cell; without it they come from torch.rand. With velocities
        the roll that is returned and random have a third number, which decides the velocity.
        """
        roll = self.cells(roll)
        if random is None:
            random = torch.rand(len(roll), places.shape[1], NOTES, self.channels).to(roll)
        memory, states = attributes.memory(self.settings, places), None
        given, roll = roll.shape[1], nn.functional.pad(roll, (0, 0, 0, 0, 1, 0))  # a step of silence first
        for t in range(places.shape[1]):  # reads step t−1, which is roll[:, t]
            first = max(t + 1 - memory, 0)
            x = attributes.encode(self.settings, roll[:, first : t + 1], places[:, first : t + 1])[:, -1:]
            h, states = self.along_time(x, states)
            if t >= given:
                roll = torch.cat([roll, self.draw(h, x, roll[:, -1:], temperature, random[:, t : t + 1])], 1)
        return roll[:, 1:]

    def draw(self, h, x, last, temperature, random):
        """A next step, drawn key by key from the lowest, given the time stack's output h, B×1×N×H, and its input x, B×1×N×F.

        last, the step before, and random are B×1×N×2, or ×3 with velocities. A key that was silent in the last step cannot be held: it
        is an onset.
        """
        frame, states = torch.zeros_like(last), None
        for n in range(NOTES):
            below = self.with_style(attributes.encode_lower(self.settings, frame, self.outputs))[:, 0, n]
            rows = torch.cat([h[:, 0, n], below], -1).unsqueeze(0)  # 1×B×(H+E+S)
            y, states = run_stack(self.note, rows, states, self.drop)
            logits, numbers = self.logits(y[0], below, x[:, 0, n]) / temperature, random[:, 0, n]
            drawn = (numbers[:, : self.outputs] < torch.sigmoid(logits[:, : self.outputs])).to(last)
            frame[:, 0, n, 0] = drawn[:, 0]
            if self.outputs == 2:
                frame[:, 0, n, 1] = drawn[:, 0] * torch.maximum(drawn[:, 1], 1 - last[:, 0, n, 0])
            if self.velocity:
                frame[:, 0, n, 2] = frame[:, 0, n, 1] * drawn_velocity(logits[:, self.outputs :], numbers[:, 2:])
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
        for name, linear in self.linear():
            named[name + ".w"], named[name + ".bias"] = linear.weight.T, linear.bias
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
        for name, linear in self.linear():
            linear.weight.copy_(weights[name + ".w"].T)
            linear.bias.copy_(weights[name + ".bias"])

    def layers(self):
        """The LSTMs with their names in our files."""
        for axis, lstms in ("time", self.time), ("note", self.note):
            for i, lstm in enumerate(lstms):
                yield f"{axis}{i + 1}", lstm

    def linear(self):
        """The other layers with their names in our files."""
        return [(name, getattr(self, name)) for name in ["dense"] + ["velocity1", "velocity2"] * self.velocity]

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


def drawn_velocity(logits, random):
    """A MIDI velocity for each row of logits, B×V, drawn with random, B×1: the middle of the bin."""
    share = torch.softmax(logits.double(), -1).cumsum(-1)
    return (share <= random).sum(-1).clamp(max=VELOCITIES - 1) * 4 + 2
