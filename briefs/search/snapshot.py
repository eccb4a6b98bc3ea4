"""Snapshot: the index and the nouns as one request sees them."""

from collections.abc import Mapping
from dataclasses import dataclass

from briefs.models.posting import IndexVersion
from briefs.search import nouns, postings
from briefs.search.nouns import Nouns
from briefs.search.postings import Postings


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """What is published, by facet, and what the facets' values are called."""

    postings: Postings
    nouns: Nouns


def snapshot() -> Snapshot:
    """What the database has now: one query, and more only where something has changed.

    Raises NotMadeYet where there is no index.
    """
    versions = postings.versions()
    return Snapshot(
        postings=postings.at(versions.get("postings")),
        nouns=_nouns(versions),
    )


def nouns_now() -> Nouns:
    """What nouns are called now, without the index: one query."""
    return _nouns(postings.versions())


def _nouns(versions: Mapping[str, IndexVersion]) -> Nouns:
    return nouns.at(versions["nouns"].version if "nouns" in versions else 0)
