"""Sentences of Markdown, as the tokens by which texts are merged.

Sentences by Wikimedia's sentencex. Where it might have cut one sentence in two (after an
abbreviation), the parts are put together again: a token too long shows a conflict that isn't
one, a token too short would merge two edits of one sentence unseen.
"""

import re

from sentencex import segment

# Between blocks: an empty line, or the end of a line before or after one that stands alone
# (heading, list item, quotation, table row, note, fence).
_ALONE = r"[ \t]*(?:[-*+][ \t]|[>|]|#{1,6}[ \t]|\d{1,3}[.)][ \t]|\[\^|```|~~~)"
_BREAK = re.compile(rf"(\n(?:[ \t]*\n)+|\n(?={_ALONE}))")
_HEADING = re.compile(r"(?m)(^[ \t]*(?:#{1,6}[ \t]|\|).*$)(\n)")
_DOUBTFUL_END = re.compile(r"(?:\w\.\w*|(?<!\w)\w{1,2})\.[\"'”’»)\]]*\s*$")
_TRAILING_SPACE = re.compile(r"\s*\Z")


def tokens(text: str, language: str = "en") -> list[str]:
    """Sentences, and the white space between them, in order: joined, they are the text.

    >>> tokens("It rained. The U.S. Congress met.")
    ['It rained.', ' ', 'The U.S. Congress met.']
    """
    found: list[str] = []
    for number, part in enumerate(_BREAK.split(text)):
        if number % 2:
            found.append(part)
            continue
        for piece in _HEADING.split(part):
            found.extend(["\n"] if piece == "\n" else _sentences(piece, language))
    return [token for token in found if token]


def key(token: str) -> str:
    """What makes two tokens the same: wrapping a paragraph anew changes none."""
    if token.strip():
        return " ".join(token.split())
    return "\n\n" if token.count("\n") > 1 else " "


def stands_alone(token: str) -> bool:
    """Whether a token begins a line of its own: a heading, list item, table row, note …"""
    return re.match(_ALONE, token) is not None


def _sentences(block: str, language: str) -> list[str]:
    whole: list[str] = []
    for piece in segment(language.split("-")[0], block) if block.strip() else [block]:
        if whole and _DOUBTFUL_END.search(whole[-1]):
            whole[-1] += piece
        else:
            whole.append(piece)
    if "".join(whole) != block:  # it promises to keep every character; we rely on it
        whole = [block]
    return [part for sentence in whole for part in _split_space(sentence)]


def _split_space(sentence: str) -> tuple[str, ...]:
    head = sentence.lstrip()
    space = _TRAILING_SPACE.search(head)
    cut = space.start() if space else len(head)
    return sentence[: len(sentence) - len(head)], head[:cut], head[cut:]
