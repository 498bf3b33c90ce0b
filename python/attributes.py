"""What the biaxial network reads: feature groups of the past, and the lower-note context.

A roll is a float tensor B×T×N×2: B pieces, T steps, N = 88 keys from A0 up, and for each key play (1 where it sounds) and
articulate (1 at an onset). Music without onsets has articulate 0. With velocities it is B×T×N×3: the third number is the MIDI velocity
of an onset, 1 to 127, and 0 elsewhere and where it is not known. The definitions are those of the Go packages features and dynamics.
"""

import torch
from torch.nn.functional import one_hot, pad

from metre import Place

LOWEST = 21  # MIDI key number of A0
NOTES = 88  # N
REACH = 12  # keys to each side that vicinity and window show
OCTAVE = 12  # semitones by which the group match moves passages at most
NO_PAIR = NOTES  # in place of such a number: the passage is not compared
SIMILAR_STEPS = 8  # steps whose similarity with earlier ones is part of the group lookback
STRIKE_STEPS = 32  # steps whose strikes the network with velocities reads
DYNAMICS, LOWER_DYNAMICS = 4, 2  # numbers that it reads of each key, and of the lower keys
BARS_LEFT = [0, 1, 2, 3, 4, 8]  # least numbers of bars left of the classes in the group form

KEYS = torch.arange(NOTES)
PITCH_CLASSES = one_hot((KEYS + LOWEST) % 12, 12).float()  # N×12, C first
REGISTERS = one_hot((KEYS + LOWEST) // 12 - LOWEST // 12).float()  # N×9, octaves from C to B, the lowest first
ROTATION = (KEYS[:, None] + LOWEST + torch.arange(12)) % 12  # N×12: the key's own pitch class first, going up


def halved(distance, every):
    """The weight of a distance: 2^(−distance/every)."""
    return 2 ** (-distance / every)


DISTANCES = (KEYS[:, None] - KEYS).abs()
NEIGHBOURS = torch.where(DISTANCES <= REACH, halved(DISTANCES, 3), 0.0)  # N×N: weights of the keys around each key


def position(past, at, settings):
    """The key's number from the left, 1 to 88, divided by 88."""
    return spread((KEYS + 1).float()[:, None] / NOTES, past)


def pitch_class(past, at, settings):
    """A one-hot of the pitch class, C first."""
    return spread(PITCH_CLASSES, past)


def register(past, at, settings):
    """A one-hot of the octave."""
    return spread(REGISTERS, past)


def vicinity(past, at, settings):
    """Play and articulate of the 25 keys from an octave below to an octave above, pair by pair."""
    return torch.stack([around(past[..., 0]), around(past[..., 1])], -1).flatten(-2)


def beat(past, at, settings):
    """A one-hot of the sixteenth of the bar without the place of the downbeat, which is all zero."""
    return every_key(one_hot(at.sixteenth, 16)[..., 1:].to(past))


def context(past, at, settings):
    """The number of sounding keys of each pitch class, the key's own class first."""
    return rotated(past[..., 0] @ PITCH_CLASSES.to(past))


def window(past, at, settings):
    """Play of the keys that vicinity shows."""
    return around(past[..., 0])


def lookback(past, at, settings):
    """For each distance: play and articulate that many steps before the predicted step, and the similarity of now and then.

    The distances are steps, then bars as long as that of the predicted step.
    """
    parts, keys = [past[..., :0]], settings["lookback"]
    for distance in keys["steps"] + [bars * at.bar_steps for bars in keys["bars"]]:
        alike = similarity(past[..., 0], distance)[..., None]
        parts += [ago(past[..., :2], distance - 1), every_key(alike)]
    return torch.cat(parts, -1)


def match(past, at, settings):
    """For each length: play and articulate in the step that followed the most similar earlier passage, and that similarity.

    Then the same for passages in other keys, moved so that the highest keys of the last steps agree.
    """
    keys, top = settings["match"], (past[..., 0] * (KEYS.to(past) + 1)).amax(-1)  # B×T: the highest key, from 1; 0 in silence
    now, then = top.unsqueeze(2), top.unsqueeze(1)
    moves = (now != then) & ((now - then).abs() <= OCTAVE) & (now > 0) & (then > 0)
    same = passages(past, torch.zeros_like(now - then), keys["lengths"], keys["reach"])
    return torch.cat(same + passages(past, torch.where(moves, now - then, NO_PAIR), keys["transposed"], keys["reach"]), -1)


def passages(past, semitones, lengths, reach):
    """Attributes of the best passages, a list of B×T×N×2 and B×T×N×1 for each length.

    semitones, B×T×T, moves the passage that ends at step s (last axis) up to be compared at step t; NO_PAIR means that the
    pair does not count. Passages and last steps do not overlap. Of equal passages the latest counts; where none is alike, all is 0.
    """
    play, steps = past[..., 0], torch.arange(past.shape[1], device=past.device)
    distance = steps.unsqueeze(1) - steps
    alike = {length: torch.zeros_like(semitones) for length in lengths}
    for by in semitones[semitones < NO_PAIR].unique().int().tolist() if lengths else []:
        moved = pad(play, (NOTES, NOTES))[..., NOTES + by : 2 * NOTES + by]
        pairs = moved @ play.transpose(1, 2)
        both = sums = 0
        for back in range(max(lengths)):
            both = both + pad(pairs, (back, 0, back, 0))[:, : len(steps), : len(steps)]
            sums = sums + ago(moved.sum(-1), back).unsqueeze(2) + ago(play.sum(-1), back).unsqueeze(1)
            if back + 1 in lengths:
                found = (semitones == by) & (distance > back) & (distance <= reach)
                alike[back + 1] = torch.where(found, both / (sums - both).clamp(min=1), alike[back + 1])
    parts, piece = [], torch.arange(len(past), device=past.device).unsqueeze(1)
    for length in lengths:
        best, before = alike[length].flip(-1).max(-1)  # of equal ones the first, so of the passages the latest
        last = len(steps) - 1 - before
        after = past[piece, (last + 1).clamp(max=len(steps) - 1)][..., :2] * (best > 0).unsqueeze(-1).unsqueeze(-1)
        by = semitones[piece, steps, last].long().unsqueeze(-1)
        keys = KEYS.to(past.device) - by  # B×T×N: where a key comes from
        inside = ((keys >= 0) & (keys < NOTES)).unsqueeze(-1)
        after = after.gather(2, keys.clamp(0, NOTES - 1).unsqueeze(-1).expand_as(after)) * inside
        parts += [after, every_key(best.unsqueeze(-1))]
    return parts


def form(past, at, settings):
    """Where the predicted step lies in its bar, the bar in phrases of some lengths, and how many bars are left."""
    inside = [at.in_bar == 0, 2 * at.in_bar == at.bar_steps, at.in_bar / at.bar_steps]
    phrases = [one_hot(at.bar % bars, bars) for bars in settings["form"]["phrases"]]
    least = torch.tensor(BARS_LEFT, device=past.device)
    left = one_hot((at.bars_left.unsqueeze(-1) >= least).sum(-1) - 1, len(BARS_LEFT))
    share = at.bars_left / (at.bar + 1 + at.bars_left).clamp(min=1)
    row = torch.cat([torch.stack(inside, -1), *phrases, left, share.unsqueeze(-1)], -1)
    return every_key(row.to(past))


GROUPS = {
    "position": position,
    "pitch-class": pitch_class,
    "vicinity": vicinity,
    "beat": beat,
    "context": context,
    "window": window,
    "lookback": lookback,
    "match": match,
    "form": form,
    "register": register,
}
WIDTHS = {"position": 1, "pitch-class": 12, "vicinity": 50, "beat": 15, "context": 12, "window": 25, "register": 9}


def encode(settings, past, places):
    """The attributes of the groups in the settings, B×T×N×F, after the steps past, B×T×N×2.

    The first step of past follows silence. places, B×T×5 or 1×T×5 for all pieces, is that of the step after each one: see music.places.
    """
    shape = (*past.shape[:2], len(Place._fields))
    if places.shape not in (shape, (1, *shape[1:])):
        got, want = ("×".join(map(str, sizes)) for sizes in (places.shape, shape))
        raise ValueError(f"places is {got}; for {shape[0]} pieces of {shape[1]} steps it must be {want}, as music.places returns it")
    at = Place(*places.expand(shape).unbind(-1))
    parts = [GROUPS[g](past, at, settings) for g in settings["features"]["groups"]]
    if settings["data"]["velocity"]:
        parts.append(dynamics(past))
    return torch.cat(parts, -1)


def width(settings):
    """F, the number of attributes of a note."""
    distances, phrases = settings["lookback"]["steps"] + settings["lookback"]["bars"], settings["form"]["phrases"]
    widths = WIDTHS | {"lookback": 3 * len(distances), "match": 3 * len(settings["match"]["lengths"] + settings["match"]["transposed"])}
    widths |= {"form": 3 + sum(phrases) + len(BARS_LEFT) + 1}
    return sum(widths[g] for g in settings["features"]["groups"]) + DYNAMICS * settings["data"]["velocity"]


def memory(settings, places):
    """The number of steps that the attributes after a step depend on."""
    steps = STRIKE_STEPS if settings["data"]["velocity"] else 1
    if "lookback" in settings["features"]["groups"]:
        keys, longest = settings["lookback"], int(Place(*places.unbind(-1)).bar_steps.max())
        distances = keys["steps"] + [bars * longest for bars in keys["bars"]]
        steps = max(steps, max(distances, default=0) + SIMILAR_STEPS)
    if "match" in settings["features"]["groups"]:
        steps = max(steps, max(settings["match"]["lengths"] + settings["match"]["transposed"]) + settings["match"]["reach"])
    return steps


def spread(table, past):
    """A table of the keys, N×W, for every piece and step: B×T×N×W."""
    return table.to(past).expand(*past.shape[:2], -1, -1)


def around(cells):
    """The 25 keys around each key, …×N×25, zero beyond the keyboard; cells is …×N."""
    return pad(cells, (REACH, REACH)).unfold(-1, 2 * REACH + 1, 1)


def rotated(counts):
    """Counts of pitch classes, B×T×12, as each key sees them: B×T×N×12, its own class first."""
    return counts[..., ROTATION.to(counts.device)]


def every_key(row):
    """Attributes that are the same for all keys, B×T×W, as B×T×N×W."""
    return row.unsqueeze(2).expand(-1, -1, NOTES, -1)


def ago(x, steps):
    """x, B×T×…, as it was a number of steps before, the same for all or B×T; zero before the first step."""
    B, T = x.shape[:2]
    then = (torch.arange(T, device=x.device) - steps).expand(B, T)
    piece = torch.arange(B, device=x.device).unsqueeze(1)
    return x[piece, then.clamp(min=0)] * (then >= 0).to(x).view(B, T, *[1] * (x.dim() - 2))


def similarity(play, distance):
    """How similar the last 8 steps are to those the distance before them, B×T: the keys that sound in both over those in either."""
    both = either = 0
    for back in range(SIMILAR_STEPS):
        now, then = ago(play, back), ago(play, back + distance)
        both = both + (now * then).sum(-1)
        either = either + torch.maximum(now, then).sum(-1)
    return both / either.clamp(min=1)


def dynamics(past):
    """How hard each key and its neighbours were struck in the last 32 steps, B×T×N×4, as shares of the velocity 127.

    The key's latest strike; the mean of its neighbours and itself, the nearer and the later the heavier; the mean of all strikes in the
    last moments; and that of the last 32 steps.
    """
    strikes = share(past[..., 2])
    latest, near, now, lasting = torch.zeros_like(strikes), 0, 0, 0
    for back in reversed(range(STRIKE_STEPS)):
        then = ago(strikes, back)
        latest = torch.where(then > 0, then, latest)
        then = torch.stack([then, (then > 0).to(then)])  # values and weights: 2×B×T×N
        near, now, lasting = near + halved(back, 8) * then, now + halved(back, 2) * then, lasting + then
    now, lasting = now.sum(-1, keepdim=True).expand_as(now), lasting.sum(-1, keepdim=True).expand_as(lasting)
    return torch.stack([latest, mean(near @ NEIGHBOURS.to(near)), mean(now), mean(lasting)], -1)


def share(velocity):
    """MIDI velocities as the network reads them: the middle of the bin, of four velocities each, divided by 127; 0 of 0."""
    return torch.where(velocity > 0, (velocity.div(4, rounding_mode="floor") * 4 + 2) / 127, 0.0)


def mean(sums):
    """The mean of sums and their weights, 2×…; 0 of nothing."""
    return sums[0] / torch.where(sums[1] > 0, sums[1], 1.0)


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


def encode_lower(settings, frames, outputs):
    """The lower-note context, B×T×N×E: features of the lower keys in the same step. frames is B×T×N×2; outputs, K, is 1 or 2."""
    parts = [LOWER_NOTES[g](frames, outputs) for g in settings["features"]["lower_notes"]]
    if settings["data"]["velocity"]:
        parts.append(lower_dynamics(frames))
    return torch.cat(parts, -1)


def lower_width(settings, outputs):
    """E, the width of the lower-note context."""
    widths = {"note": outputs, "octave": 12 * outputs, "chord": 12, "count": 1}
    return sum(widths[g] for g in settings["features"]["lower_notes"]) + LOWER_DYNAMICS * settings["data"]["velocity"]


def lower_dynamics(frames):
    """The velocity of the next lower key that is struck, and the mean of all lower ones that are, B×T×N×2, as shares of 127."""
    strikes = share(frames[..., 2])
    both = torch.stack([strikes, (strikes > 0).to(strikes)])
    struck = torch.where(strikes > 0, KEYS.to(frames.device) + 1, 0).cummax(-1).values  # 1 + the key; 0 is none
    struck, padded = pad(struck, (1, 0))[..., :-1], pad(strikes, (1, 0))
    return torch.stack([padded.gather(-1, struck), mean(both.cumsum(-1) - both)], -1)


def lower_keys(frames, keys, outputs):
    """Play, and articulate where outputs is 2, of a number of lower keys, the nearest first: B×T×N×(keys·outputs)."""
    padded = pad(frames[..., :outputs], (0, 0, keys, 0))[:, :, :-1]
    return padded.unfold(2, keys, 1).flip(-1).transpose(-1, -2).flatten(-2)
