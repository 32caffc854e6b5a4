#!/usr/bin/env python3
"""Writes src/language/han_variants.txt: Han characters that stand in one written form of Chinese or Japanese alone.

In: the wheel of opencc-python-reimplemented 0.1.7 (`pip download --no-deps opencc-python-reimplemented==0.1.7`).
Out: on standard output. Run: scripts/han_variants.py WHEEL > src/language/han_variants.txt
"""

import sys
import zipfile

HEADER = """\
# Han characters that stand in one written form alone; made by scripts/han_variants.py, do not edit.
# Source: OpenCC dictionaries (STCharacters, TSCharacters, STPhrases, TWVariants, HKVariants, JPVariants), copyright
# BYVoid and contributors, Apache-2.0, as packaged in opencc-python-reimplemented 0.1.7 (PyPI), copyright Yichen Huang,
# Apache-2.0.
"""


def pairs(wheel, name):
    """The dictionary as a map from a character to the characters that it may become."""
    table = {}
    for line in wheel.read(f"opencc/dictionary/{name}.txt").decode("utf-8-sig").splitlines():
        key, _, values = line.partition("\t")
        if values:
            table[key] = values.split()
    return table


def print_list(name, characters):
    """One form's characters of the Basic Multilingual Plane, 80 a line."""
    characters = sorted(c for c in characters if len(c) == 1 and 0x3400 <= ord(c) <= 0x9FFF)
    for start in range(0, len(characters), 80):
        print(name, "".join(characters[start : start + 80]))


def values(*tables):
    """All characters that the tables may answer."""
    return {value for table in tables for answers in table.values() for value in answers}


def main():
    with zipfile.ZipFile(sys.argv[1]) as wheel:
        to_traditional, to_simplified = pairs(wheel, "STCharacters"), pairs(wheel, "TSCharacters")
        regional = [pairs(wheel, "TWVariants"), pairs(wheel, "HKVariants")]
        japanese = pairs(wheel, "JPVariants")
        phrases = pairs(wheel, "STPhrases")
    traditional_forms = values(to_traditional, *regional) | set(to_simplified)
    simplified_forms = values(to_simplified) | set(to_traditional)
    # The dictionaries leave out what is the same in both (予); the phrases show that it is Chinese.
    in_phrases = set("".join(phrases)) | set("".join(values(phrases)))
    # A form that maps to itself among others (后 to 後 or 后) stands in both.
    print(HEADER, end="")
    print_list("Hans", set(to_traditional) - traditional_forms)
    print_list("Hant", set(to_simplified) - simplified_forms)
    print_list("Jpan", values(japanese) - traditional_forms - simplified_forms - set(japanese) - in_phrases)


main()
