"""Music as rolls: a roll is a float tensor B×T×N×2, as attributes.py says. Times are in steps, keys are MIDI key numbers."""

import torch

from attributes import LOWEST, NOTES


def silence(pieces=1, steps=0):
    """A roll without notes; without steps it is what a composition from nothing continues."""
    return torch.zeros(pieces, steps, NOTES, 2)


def roll_of_frames(frames):
    """A roll of one piece, in which each frame lists the keys that sound, as in a file of frames. It tells no onsets."""
    roll = silence(1, len(frames))
    for t, keys in enumerate(frames):
        roll[0, t, [key - LOWEST for key in keys], 0] = 1
    return roll


def roll_of_notes(notes):
    """A roll of one piece from its notes (start, end, key). A note lasts at least one step; keys beyond the 88 are left out."""
    notes = [(start, max(end, start + 1), key - LOWEST) for start, end, key in notes if LOWEST <= key < LOWEST + NOTES]
    roll = silence(1, max((end for _, end, _ in notes), default=0))
    for start, end, n in notes:
        roll[0, start:end, n, 0] = 1
        roll[0, start, n, 1] = 1
    return roll


def notes_of_roll(roll):
    """The notes (start, end, key) of the first piece of a roll. An onset begins a note, and so does play after silence."""
    notes, open_notes = [], {}
    for t, frame in enumerate(roll[0].tolist() + [[[0, 0]] * NOTES]):
        for n, (play, articulate) in enumerate(frame):
            if n in open_notes and (not play or articulate):
                notes.append((open_notes.pop(n), t, n + LOWEST))
            if play and n not in open_notes:
                open_notes[n] = t
    return sorted(notes)


def sixteenths(steps, steps_per_quarter, beats=4, unit=4, pickup=0):
    """The place in its bar, in sixteenths, of the step before each step: 1×T, for a piece of one metre, such as 6/8.

    pickup is the length in steps of a short first bar. The first place is that of the silence before the piece.
    """
    bar, rest = divmod(4 * steps_per_quarter * beats, unit)
    if rest:
        raise ValueError(f"a bar of {beats}/{unit} is no whole number of steps at {steps_per_quarter} steps per quarter")
    place = (torch.arange(-1, steps - 1) - pickup) % bar
    return (place * 4 // steps_per_quarter % counted_part(beats, unit)).unsqueeze(0)


def counted_part(beats, unit):
    """The length in sixteenths of the part of a bar whose places are told apart: the bar, or its largest equal parts of up to 16."""
    beat, length = max(16 // unit, 1), max(16 * beats // unit, 1)
    if length <= 16:
        return 16
    if beats > 3 and beats % 3 == 0:  # compound: three units make a beat
        beat *= 3
    parts = [p for p in range(beat, 17, beat) if length % p == 0]
    return max(parts, default=min(beat, 16))
