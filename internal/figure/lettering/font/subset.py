"""Makes eastasian.ttf.gz from Droid Sans Fallback: python3 subset.py DroidSansFallback.ttf

Needs fontTools. The font is in Debian's package fonts-droid-fallback.
"""

import gzip
import sys

from fontTools import subset

ROWS, CELLS = range(0xA1, 0xF8), range(0xA1, 0xFF)


def characters(codec, rows=ROWS, cells=CELLS):
    """The characters of two bytes of an encoding."""
    for row in rows:
        for cell in cells:
            try:
                yield ord(bytes([row, cell]).decode(codec))
            except (UnicodeDecodeError, TypeError):
                pass


wanted = {*characters("gb2312", range(0xB0, 0xF8)), *characters("euc_jp", range(0xB0, 0xF5))}
wanted |= {*characters("big5", range(0xA4, 0xC7), [*range(0x40, 0x7F), *CELLS])}  # level 1
wanted |= {*range(0x3000, 0x3100), *range(0x31F0, 0x3200), *range(0xFF00, 0xFFF0)}  # kana, punctuation, full width
wanted |= {*range(0xAC00, 0xD7A4)}  # Hangul

options = subset.Options()
options.hinting, options.layout_features, options.glyph_names, options.name_IDs = False, [], False, [0, 1, 2, 13, 14]
options.drop_tables += ["vhea", "vmtx", "GSUB", "GPOS", "GDEF", "DSIG", "VORG", "gasp"]
font = subset.load_font(sys.argv[1], options)
subsetter = subset.Subsetter(options)
subsetter.populate(unicodes=wanted & set(font.getBestCmap()))
subsetter.subset(font)
subset.save_font(font, "eastasian.ttf", options)
with open("eastasian.ttf", "rb") as plain, open("eastasian.ttf.gz", "wb") as packed:
    packed.write(gzip.compress(plain.read(), 9, mtime=0))
