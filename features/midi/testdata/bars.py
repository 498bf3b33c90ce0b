"""Prints as JSON how music21 understands each of the files given: bars, notes, tempos, key signature and names of parts.

Times are in quarter notes. Notes are [start, MIDI key], each once, without the continuations of ties.
"""
import json
import sys

from music21 import converter, key, tempo


def describe(path):
    options = {"quantizePost": False} if path.endswith(".mid") else {}
    piece = converter.parse(path, forceSource=True, **options)
    bars, notes = set(), set()
    for part in piece.parts:
        for measure in part.getElementsByClass("Measure"):
            bars.add(round(float(measure.offset), 4))
        for note in part.flatten().notes:
            for n in getattr(note, "notes", [note]):
                if n.tie is None or n.tie.type == "start":
                    notes.add((round(float(note.offset), 4), n.pitch.midi))
    flat = piece.flatten()
    signature = flat.getElementsByClass(key.KeySignature).first()
    marks = {(round(float(m.offset), 4), round(m.getQuarterBPM(), 2)) for m in flat.getElementsByClass(tempo.MetronomeMark)}
    return {
        "Bars": sorted(bars),
        "Notes": sorted(notes),
        "Tempos": sorted(marks),
        "Sharps": signature.sharps if signature else None,
        "Parts": [part.partName or "" for part in piece.parts],
    }


print(json.dumps({path: describe(path) for path in sys.argv[1:]}))
