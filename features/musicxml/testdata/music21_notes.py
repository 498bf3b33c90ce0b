"""Prints the notes that music21 reads in score files, one JSON object a line.

usage: music21_notes.py FILE...

{"file": name, "notes": [[onset, key, duration], ...], "bars": [start, ...], "expanded": true}

Onsets, durations and the starts of the first part's measures are in quarters, with repeats written out where music21 can ("expanded").
Tied notes are one: music21's own stripTies joins no chords of which only some notes are tied on. Grace notes, chord symbols and unpitched
percussion are left out.
"""
import json
import os
import sys
import warnings
from collections import defaultdict

warnings.simplefilter("ignore")
from music21 import converter, harmony, note, stream  # noqa: E402


def notes(part):
    written = []
    for n in part.flatten().notes:
        if isinstance(n, (harmony.Harmony, note.Unpitched)) or n.duration.isGrace or n.__class__.__name__ == "PercussionChord":
            continue
        for head in n.notes if n.isChord else [n]:
            tie = head.tie.type if head.tie else None
            written.append((float(n.offset), int(head.pitch.ps + 0.5), float(n.quarterLength), tie))
    written.sort(key=lambda n: n[:2])
    sounding, tied = [], defaultdict(list)
    for onset, key, duration, tie in written:
        before = [n for n in tied[key] if abs(n[0] + n[2] - onset) < 1e-3] if tie in ("stop", "continue") else []
        if before:
            before[0][2] = onset + duration - before[0][0]
            if tie == "stop":
                tied[key].remove(before[0])
        else:
            sounding.append([onset, key, duration])
            if tie in ("start", "continue"):
                tied[key].append(sounding[-1])
    return sounding


for name in sys.argv[1:]:
    score = converter.parse(os.path.abspath(name), forceSource=True)
    expanded = True
    try:
        score = score.expandRepeats()
    except Exception:
        expanded = False
    score = score.toSoundingPitch()
    parts = list(score.parts) if isinstance(score, stream.Score) else [score]
    bars = [float(m.offset) for m in parts[0].getElementsByClass("Measure")]
    print(json.dumps({"file": name, "notes": [n for p in parts for n in notes(p)], "bars": bars, "expanded": expanded}), flush=True)
