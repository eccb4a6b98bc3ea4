"""Within a line: emphasis that Markdown can say, links that lead somewhere, signs that are text."""

import re
from collections import Counter
from collections.abc import Mapping
from urllib.parse import parse_qs, quote, urlsplit

from lxml import etree
from lxml.html import HtmlElement

from briefs.importing.pasted.tree import BLOCKS, HEADINGS, has_words

NOWHERE: Mapping[str, int] = Counter()
EMPHASIS = ("strong", "em", "del")
_RAISED = str.maketrans("0123456789+-−()", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁽⁾")
_LOWERED = str.maketrans("0123456789+-−()", "₀₁₂₃₄₅₆₇₈₉₊₋₋₍₎")
_SPACES = re.compile(r"[ \t\r\n\xa0]+")

# Signs that Markdown would take for its own, wherever they stand;
_SIGNS = re.compile(
    r"""
      (?P<address>(?:https?://|www\.)[^\s|<>*`()\[\]\\]*[^\s|<>*`()\[\]\\.,:;!?'"])
    | `                                 # code
    | \\(?=[!-/:-@\[-`{-~]|$)           # an escape
    | \*(?!\s)|(?<!\s)\*                # emphasis
    | (?<![^\W_])_|_(?![^\W_])
    | ~
    | \[(?=\^)|\](?=[(\[:])|!(?=\[)     # notes, links, images
    | <(?=[a-z/!?])                     # HTML
    | &(?=\#?\w+;)
    | (?P<in_cell>\|)
    | (?P<in_link>[\[\]])
    """,
    re.IGNORECASE | re.VERBOSE,
)
# and at the start of a line.
_START = re.compile(r"^(\#{1,6}(?=\s|$)|[-+*](?=\s|$)|>|[-=_*]{2,}\s*$|~~~)")
_START_NUMBER = re.compile(r"^(\d{1,9})([.)])(?=\s|$)")


def tidy(body: HtmlElement) -> None:
    """Links, images and emphasis as Markdown can write them."""
    for link in list(body.iter("a")):
        _mend_link(link)
    for image in body.iter("img"):
        source = _address(image.get("src", ""))
        image.attrib.update({"src": source, "alt": " ".join(image.get("alt", "").split())})
        image.attrib.pop("title", None)
    for small in list(body.iter("sup", "sub")):
        if not len(small):
            small.text = (small.text or "").translate(_RAISED if small.tag == "sup" else _LOWERED)
        small.tag = "span"
    etree.strip_tags(body, "span")
    for element in list(body.iter(*EMPHASIS)):
        _join_next(element)
    for element in reversed(list(body.iter(*EMPHASIS))):
        _tidy_emphasis(element)


def _mend_link(link: HtmlElement) -> None:
    address = _address(link.get("href", ""))
    link.attrib.clear()
    holds_blocks = any(child.tag in BLOCKS for child in link.iterdescendants())
    is_within_link = next(link.iterancestors("a"), None) is not None
    if not address or holds_blocks or is_within_link or not has_words(link):
        link.tag = "span"
        return
    link.set("href", address)
    _move_breaks(link)


def _address(address: str) -> str:
    """An address that readers can follow, without what would end a link; else nothing."""
    address = address.strip()
    try:
        parts = urlsplit(address)
        if parts.hostname == "www.google.com" and parts.path == "/url":
            address = parse_qs(parts.query).get("q", [address])[0]
            parts = urlsplit(address)
    except ValueError:
        return ""
    if parts.scheme.lower() not in ("http", "https", "mailto") and not re.match("/[^/]", address):
        return ""
    return quote(address, safe="!#$%&'*+,/:;=?@[]~", encoding="utf-8") if _odd(address) else address


def _odd(address: str) -> bool:
    return bool(re.search(r"[\s<>()\\\"|]", address))


def _tidy_emphasis(element: HtmlElement) -> None:
    """Emphasis begins and ends with a word, within a line; else Markdown shows its stars."""
    within = {*(above.tag for above in element.iterancestors())}
    if (
        element.tag in within
        or (element.tag == "strong" and within & {*HEADINGS})
        or any(child.tag in BLOCKS for child in element.iterdescendants())
    ):
        element.drop_tag()
        return
    _move_breaks(element)
    _move_ends(element)
    if not has_words(element):
        element.drop_tag()


def _join_next(element: HtmlElement) -> None:
    """Two of a kind with nothing but space between them are one."""
    while (
        element.getparent() is not None
        and (following := element.getnext()) is not None
        and following.tag == element.tag
        and not (element.tail or "").strip()
    ):
        text = (element.tail or "") + (following.text or "")
        if len(element):
            element[-1].tail = (element[-1].tail or "") + text
        else:
            element.text = (element.text or "") + text
        element.tail = None
        element.extend(list(following))
        tail, following.tail = following.tail, None
        following.drop_tree()
        element.tail = tail


def _move_breaks(element: HtmlElement) -> None:
    """Line breaks go out of the ends of a link or an emphasis."""
    while len(element) and element[-1].tag == "br" and not (element[-1].tail or "").strip():
        tail, element.tail = element.tail, None
        element.addnext(line_break := element[-1])
        line_break.tail = tail
    while len(element) and element[0].tag == "br" and not (element.text or "").strip():
        line_break = element[0]
        element.text, line_break.tail = line_break.tail, None
        element.addprevious(line_break)


def _move_ends(element: HtmlElement) -> None:
    """White space goes out of an emphasis, and so do signs that touch a word outside."""
    first, before = element.text or "", _text_before(element)
    kept = first.lstrip()
    if kept == first and before[-1:].isalnum():
        kept = _from_first_word(first)
    element.text = kept
    _add_before(element, first.removesuffix(kept))
    last, after = (element[-1].tail if len(element) else element.text) or "", element.tail or ""
    kept = last.rstrip()
    if kept == last and after[:1].isalnum():
        kept = _from_first_word(last[::-1])[::-1]
    if len(element):
        element[-1].tail = kept
    else:
        element.text = kept
    element.tail = last.removeprefix(kept) + after


def _from_first_word(text: str) -> str:
    start = next((place for place, sign in enumerate(text) if sign.isalnum()), len(text))
    return text[start:]


def _text_before(element: HtmlElement) -> str:
    previous, parent = element.getprevious(), element.getparent()
    if previous is not None:
        return previous.tail or ""
    return (parent.text or "") if parent is not None else ""


def _add_before(element: HtmlElement, text: str) -> None:
    previous, parent = element.getprevious(), element.getparent()
    if previous is not None:
        previous.tail = (previous.tail or "") + text
    elif parent is not None:
        parent.text = (parent.text or "") + text


def escape(block: HtmlElement) -> None:
    """Put a backslash before each sign of the text that Markdown would take for its own."""
    fresh = True
    within: Counter[str] = Counter()
    for event, element in etree.iterwalk(block, events=("start", "end")):
        opening = event == "start"
        within[str(element.tag)] += 1 if opening else -1
        if element.tag in BLOCKS or element.tag == "br":
            fresh = not (within["td"] or within["th"])
        elif element.tag in ("img", "fn-mark"):
            fresh = False
        text = element.text if opening else element.tail
        if not text or within["pre"] or within["code"] or (element is block and not opening):
            continue
        text = escaped(_SPACES.sub(" ", text), starts_line=fresh, within=within)
        fresh = fresh and not text.strip()
        if opening:
            element.text = text
        else:
            after_mark = element.tag == "fn-mark" and text[0] in "([:"
            element.tail = f"\\{text}" if after_mark else text


def escaped(text: str, *, starts_line: bool = False, within: Mapping[str, int] = NOWHERE) -> str:
    """A text as Markdown that says just that.

    >>> escaped("R&D of 5 * 3 [sic] *now*")
    'R&D of 5 * 3 [sic] \\\\*now\\\\*'
    """

    def sign(match: re.Match[str]) -> str:
        if match["address"]:
            return _address_in_text(match)
        is_plain = (match["in_cell"] and not (within["td"] or within["th"])) or (
            match["in_link"] and not within["a"]
        )
        return match[0] if is_plain else f"\\{match[0]}"

    inner = _SIGNS.sub(sign, text)
    if any(within[heading] for heading in HEADINGS):
        inner = re.sub(r"#(?=#*\s*$)", r"\\#", inner)
    if starts_line:
        start = len(text) - len(text.lstrip())
        inner = inner[:start] + _START_NUMBER.sub(r"\1\\\2", _START.sub(r"\\\1", inner[start:]))
    return inner


def linked(name: str, address: str) -> str:
    """A link in Markdown.

    >>> linked("Treaty [draft]", "/agreements/treaty/")
    '[Treaty \\\\[draft\\\\]](/agreements/treaty/)'
    """
    return f"[{escaped(name, within=Counter(a=1))}]({address})"


def _address_in_text(match: re.Match[str]) -> str:
    """An address that text goes on after is a link as it stands; else it says where it ends."""
    if match.end() < len(match.string):
        return match[0]
    return match[0].replace(".", "\\.", 1) if match[0].startswith("www") else f"<{match[0]}>"


def words(block: HtmlElement) -> str:
    """Nothing but the words of a block, each sign with a backslash; and its note marks."""
    for mark in block.iter("fn-mark"):
        mark.text = f"\ue000{mark.get('label')}\ue000"
    text = " ".join(block.text_content().split())
    for mark in block.iter("fn-mark"):
        mark.text = None
    text = re.sub("\ue000(\\d+)\ue000", r"[^\1]", re.sub(r"[!-/:-@\[-`{-~]", r"\\\g<0>", text))
    return f"[^{block.get('label')}]: {text}" if block.tag == "fn-note" else text
