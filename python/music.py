"""Music as rolls: a roll is a float tensor B×T×N×2 or, with velocities, B×T×N×3, as attributes.py says.

Times are in steps, keys are MIDI key numbers.
"""

import torch

from attributes import LOWEST, NOTES
from metre import Place, place


def silence(pieces=1, steps=0):
    """A roll without notes, B×T×N×2; without steps it is what a composition from nothing continues."""
    return torch.zeros(pieces, steps, NOTES, 2)


def roll_of_frames(frames):
    """A roll of one piece, in which each frame lists the keys that sound, as in a file of frames. It tells no onsets."""
    roll = silence(1, len(frames))
    for t, keys in enumerate(frames):
        roll[0, t, [key - LOWEST for key in keys], 0] = 1
    return roll


def roll_of_notes(notes):
    """A roll of one piece from its notes (start, end, key), or (start, end, key, MIDI velocity) for a roll with velocities.

    A note lasts at least one step; keys beyond the 88 are left out.
    """
    notes = [(start, max(end, start + 1), key - LOWEST, *rest) for start, end, key, *rest in notes if LOWEST <= key < LOWEST + NOTES]
    roll = torch.zeros(1, max((note[1] for note in notes), default=0), NOTES, max((len(note) - 1 for note in notes), default=2))
    for start, end, n, *rest in notes:
        roll[0, start:end, n, 0] = 1
        for i, value in enumerate([1, *rest]):
            roll[0, start, n, 1 + i] = value
    return roll


def notes_of_roll(roll):
    """The notes (start, end, key) of the first piece of a roll, or (start, end, key, MIDI velocity) of one with velocities.

    An onset begins a note, and so does play after silence.
    """
    notes, open_notes = [], {}
    for t, frame in enumerate(roll[0].tolist() + [[[0] * roll.shape[-1]] * NOTES]):
        for n, (play, articulate, *rest) in enumerate(frame):
            if n in open_notes and (not play or articulate):
                start, *velocity = open_notes.pop(n)
                notes.append((start, t, n + LOWEST, *velocity))
            if play and n not in open_notes:
                open_notes[n] = (t, *map(int, rest))
    return sorted(notes)


def places(steps, steps_per_quarter, beats=4, unit=4, pickup=0, total=None):
    """Where each step lies in the bars of a piece of one metre, such as 6/8: 1×T×5, the fields of metre.Place.

    pickup is the length in steps of a short first bar. total is the number of steps of the whole piece where that is more than steps.
    torch.cat puts the places of several pieces into a batch.
    """
    return torch.tensor([[place(t, total or steps, steps_per_quarter, beats, unit, pickup) for t in range(steps)]]).view(1, steps, len(Place._fields))


sixteenths = places  # the name of earlier versions
