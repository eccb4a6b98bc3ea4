"""Anchoring evidence: passages are found in the edition that readers see, or are found missing."""

from collections.abc import Iterable, Sequence

from briefs.models.edition import Edition
from briefs.models.evidence import CONTEXT, Evidence, FormerAnchor, State
from briefs.models.publication import Publication
from briefs.publishing.following import Followed, Following, Quote, place_of
from briefs.publishing.passages import Layout, layout
from briefs.publishing.surroundings import Surroundings

_ANCHORED = ["edition", "prefix", "suffix", "spans", "surroundings", "state"]


def anchor(evidence: Evidence, edition: Edition, read: Layout | None = None) -> bool:
    """Bind a passage that somebody vouches for to an edition that has its words; says whether.

    They have to stand there once, or once with the text before and after them. Changes the object,
    doesn't save it. `read` is the layout of the edition's HTML, for whoever has it already.
    """
    now = Surroundings(read or layout(edition.body_html), edition.language)
    start = place_of(now.text, _quote(evidence))
    if start is None:
        return False
    _bind(evidence, edition, now, start)
    return True


def keep_place(evidence: Evidence, draft: Surroundings) -> bool:
    """Note what a passage stands among in a draft, so that a later edit of that is seen.

    Says whether its words stand there, once. Changes the object, doesn't save it.
    """
    start = place_of(draft.text, _quote(evidence))
    if start is None:
        return False
    _note(evidence, draft, start)
    return True


def anchor_all(edition: Edition, read: Layout) -> None:
    """Follow all passages of a brief into its new edition.

    Those that it supports are bound to it; any other keeps the edition that it had: what was said
    then stays said there. A constant number of queries.
    """
    passages = list(Evidence.objects.of_brief(edition.publication.brief_key))
    now = Surroundings(read, edition.language)
    former = []
    for passage, found in became(passages, now):
        if found.state.supports and passage.edition_id:
            former.append(_former(passage))
        settle(passage, found, edition, now)
    Evidence.objects.bulk_update(passages, _ANCHORED)
    FormerAnchor.objects.bulk_create(former)


def settle(passage: Evidence, found: Followed, edition: Edition, now: Surroundings) -> bool:
    """Set what became of a passage in an edition; says whether that supports it. Saves nothing."""
    if found.state.supports:
        _bind(passage, edition, now, found.start)
    passage.state = found.state
    return found.state.supports


def became(
    passages: Sequence[Evidence], now: Surroundings, known: Iterable[Edition] = ()
) -> list[tuple[Evidence, Followed]]:
    """What became of passages in another text of their brief.

    A query for the editions that they stand in, but for those that are `known`.
    """
    editions = {edition.pk: edition for edition in known}
    wanted = {passage.edition_id for passage in passages} - {None, *editions}
    if wanted:
        editions |= Edition.objects.only("body_html", "language").in_bulk(wanted)
    following: dict[int | None, Following] = {None: Following(now)}
    for pk, edition in editions.items():
        before = Surroundings(layout(edition.body_html), edition.language)
        following[pk] = Following(now, before)
    return [
        (passage, following[passage.edition_id].follow(_quote(passage))) for passage in passages
    ]


def anchor_again(briefs: Iterable[object]) -> None:
    """Bind passages that no edition has to what readers see of their briefs, where it has them."""
    unbound = Evidence.objects.filter(brief_key__in=list(briefs), edition=None)
    shelf = Publication.objects.filter(
        brief_key__in=unbound.values("brief_key"), current__erased_at=None
    )
    for publication in shelf.select_related("current"):
        if edition := publication.current:
            now = Surroundings(layout(edition.body_html), edition.language)
            passages = list(unbound.filter(brief_key=publication.brief_key))
            found = [
                passage
                for passage, followed in became(passages, now)
                if followed.state.supports and settle(passage, followed, edition, now)
            ]
            Evidence.objects.bulk_update(found, _ANCHORED)


def _quote(passage: Evidence) -> Quote:
    return Quote(
        exact=passage.exact,
        prefix=passage.prefix,
        suffix=passage.suffix,
        surroundings=passage.surroundings,
    )


def _former(passage: Evidence) -> FormerAnchor:
    return FormerAnchor(
        evidence=passage,
        edition_id=passage.edition_id,  # type: ignore[misc]
        prefix=passage.prefix,
        suffix=passage.suffix,
        spans=passage.spans,
    )


def _bind(evidence: Evidence, edition: Edition, now: Surroundings, start: int) -> None:
    evidence.edition = edition
    evidence.state = State.INTACT
    evidence.spans = now.layout.spans(start, start + len(evidence.exact))
    _note(evidence, now, start)


def _note(evidence: Evidence, text: Surroundings, start: int) -> None:
    end = start + len(evidence.exact)
    evidence.prefix = text.text[max(0, start - CONTEXT) : start]
    evidence.suffix = text.text[end : end + CONTEXT]
    evidence.surroundings = text.digest(start, end)
