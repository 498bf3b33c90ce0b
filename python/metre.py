"""Places in the bars of a piece, as the network reads them. Times are in steps. It needs no package."""

from typing import NamedTuple


class Place(NamedTuple):
    """Where a step lies: five whole numbers, or as many tensors of one shape."""

    sixteenth: int  # place in its bar of the step before, in sixteenths, 0 to 15
    bar_steps: int  # length of the bar by its metre
    in_bar: int  # place of the step in that bar; 0 is the downbeat
    bar: int  # number of the bar: 0 for the first full one, -1 for a pickup
    bars_left: int  # bars after that one up to the end of the piece


def place(t, total, steps_per_quarter, beats=4, unit=4, pickup=0):
    """The place of step t in a piece of total steps in one metre, such as 6/8. pickup is the length of a short first bar."""
    length = bar_length(steps_per_quarter, beats, unit)
    bar, in_bar = divmod(t - pickup, length)
    last = (max(total, 1) - 1 - pickup) // length
    before = (t - 1 - pickup) % length * 4 // steps_per_quarter
    return Place(before % counted_part(beats, unit), length, in_bar, bar, max(last - bar, 0))


def bar_length(steps_per_quarter, beats=4, unit=4):
    """The length of a bar."""
    length, rest = divmod(4 * steps_per_quarter * beats, unit)
    if rest:
        raise ValueError(f"a bar of {beats}/{unit} is no whole number of steps at {steps_per_quarter} steps per quarter")
    return length


def counted_part(beats, unit):
    """The length in sixteenths of the part of a bar whose places are told apart: the bar, or its largest equal parts of up to 16."""
    beat, length = max(16 // unit, 1), max(16 * beats // unit, 1)
    if length <= 16:
        return 16
    if beats > 3 and beats % 3 == 0:  # compound: three units make a beat
        beat *= 3
    parts = [p for p in range(beat, 17, beat) if length % p == 0]
    return max(parts, default=min(beat, 16))
