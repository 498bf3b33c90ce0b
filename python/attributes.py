"""What the biaxial network reads: feature groups of the past, and the lower-note context.

A roll is a float tensor B×T×N×2: B pieces, T steps, N = 88 keys from A0 up, and for each key play (1 where it sounds) and
articulate (1 at an onset). Music without onsets has articulate 0. The definitions are those of the Go package features.
"""

import torch
from torch.nn.functional import one_hot, pad

LOWEST = 21  # MIDI key number of A0
NOTES = 88  # N
REACH = 12  # keys to each side that vicinity and window show
SIMILAR_STEPS = 8  # steps whose similarity with earlier ones is part of the group lookback

KEYS = torch.arange(NOTES)
PITCH_CLASSES = one_hot((KEYS + LOWEST) % 12, 12).float()  # N×12, C first
REGISTERS = one_hot((KEYS + LOWEST) // 12 - LOWEST // 12).float()  # N×9, octaves from C to B, the lowest first
ROTATION = (KEYS[:, None] + LOWEST + torch.arange(12)) % 12  # N×12: the key's own pitch class first, going up


def position(past, sixteenths, distances):
    """The key's number from the left, 1 to 88, divided by 88."""
    return spread((KEYS + 1).float()[:, None] / NOTES, past)


def pitch_class(past, sixteenths, distances):
    """A one-hot of the pitch class, C first."""
    return spread(PITCH_CLASSES, past)


def register(past, sixteenths, distances):
    """A one-hot of the octave."""
    return spread(REGISTERS, past)


def vicinity(past, sixteenths, distances):
    """Play and articulate of the 25 keys from an octave below to an octave above, pair by pair."""
    return torch.stack([around(past[..., 0]), around(past[..., 1])], -1).flatten(-2)


def beat(past, sixteenths, distances):
    """A one-hot of the sixteenth of the bar without the place of the downbeat, which is all zero."""
    place = one_hot(sixteenths, 16)[..., 1:].to(past)  # B×T×15
    return place.unsqueeze(2).expand(-1, -1, NOTES, -1)


def context(past, sixteenths, distances):
    """The number of sounding keys of each pitch class, the key's own class first."""
    return rotated(past[..., 0] @ PITCH_CLASSES.to(past))


def window(past, sixteenths, distances):
    """Play of the keys that vicinity shows."""
    return around(past[..., 0])


def lookback(past, sixteenths, distances):
    """For each distance: play and articulate that many steps before the predicted step, and the similarity of now and then."""
    parts = []
    for distance in distances:
        alike = similarity(past[..., 0], distance)[..., None, None].expand(-1, -1, NOTES, 1)
        parts += [later(past, distance - 1), alike]
    return torch.cat(parts, -1)


GROUPS = {
    "position": position,
    "pitch-class": pitch_class,
    "vicinity": vicinity,
    "beat": beat,
    "context": context,
    "window": window,
    "lookback": lookback,
    "register": register,
}
WIDTHS = {"position": 1, "pitch-class": 12, "vicinity": 50, "beat": 15, "context": 12, "window": 25, "register": 9}


def encode(groups, past, sixteenths, distances):
    """The attributes of the groups, B×T×N×F, after the steps past, B×T×N×2, on sixteenths, B×T, of their bars (0 to 15).

    The first step of past follows silence. distances are those of the group lookback.
    """
    return torch.cat([GROUPS[g](past, sixteenths, distances) for g in groups], -1)


def width(groups, distances):
    """F, the number of attributes of a note."""
    return sum(3 * len(distances) if g == "lookback" else WIDTHS[g] for g in groups)


def memory(groups, distances):
    """The number of steps that the attributes after a step depend on."""
    return max(distances) + SIMILAR_STEPS if "lookback" in groups else 1


def spread(table, past):
    """A table of the keys, N×W, for every piece and step: B×T×N×W."""
    return table.to(past).expand(*past.shape[:2], -1, -1)


def around(cells):
    """The 25 keys around each key, …×N×25, zero beyond the keyboard; cells is …×N."""
    return pad(cells, (REACH, REACH)).unfold(-1, 2 * REACH + 1, 1)


def rotated(counts):
    """Counts of pitch classes, B×T×12, as each key sees them: B×T×N×12, its own class first."""
    return counts[..., ROTATION.to(counts.device)]


def later(x, steps):
    """x, B×T×…, moved so many steps to the future, with zeros before."""
    steps = min(steps, x.shape[1])
    return torch.cat([torch.zeros_like(x[:, :steps]), x[:, : x.shape[1] - steps]], 1)


def similarity(play, distance):
    """How similar the last 8 steps are to those the distance before them, B×T: the keys that sound in both over those in either."""
    then = later(play, distance)
    both, either = (play * then).sum(-1), torch.maximum(play, then).sum(-1)
    return last_steps(both) / last_steps(either).clamp(min=1)


def last_steps(x):
    """The sum of x, B×T, over the last 8 steps."""
    return sum(later(x, back) for back in range(SIMILAR_STEPS))


def lower_note(frames, outputs):
    """The next lower key."""
    return lower_keys(frames, 1, outputs)


def lower_octave(frames, outputs):
    """The 12 lower keys, the nearest first."""
    return lower_keys(frames, 12, outputs)


def lower_chord(frames, outputs):
    """How many lower keys play in each pitch class, the key's own class first."""
    play = frames[..., 0]
    classes = play.unsqueeze(-1) * PITCH_CLASSES.to(play)
    below = classes.cumsum(2) - classes  # B×T×N×12
    return below.gather(-1, ROTATION.to(below.device).expand_as(below))


def lower_count(frames, outputs):
    """How many lower keys play, in tens."""
    play = frames[..., :1]
    return 0.1 * (play.cumsum(2) - play)


LOWER_NOTES = {"note": lower_note, "octave": lower_octave, "chord": lower_chord, "count": lower_count}


def encode_lower(groups, frames, outputs):
    """The lower-note context, B×T×N×E: features of the lower keys in the same step. frames is B×T×N×2; outputs, K, is 1 or 2."""
    return torch.cat([LOWER_NOTES[g](frames, outputs) for g in groups], -1)


def lower_width(groups, outputs):
    """E, the width of the lower-note context."""
    widths = {"note": outputs, "octave": 12 * outputs, "chord": 12, "count": 1}
    return sum(widths[g] for g in groups)


def lower_keys(frames, keys, outputs):
    """Play, and articulate where outputs is 2, of so many lower keys, the nearest first: B×T×N×(keys·outputs)."""
    padded = pad(frames[..., :outputs], (0, 0, keys, 0))[:, :, :-1]
    return padded.unfold(2, keys, 1).flip(-1).transpose(-1, -2).flatten(-2)
