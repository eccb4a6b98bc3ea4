"""References and passages as the API tells them, with whole addresses."""

from collections.abc import Iterable
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse

from briefs.models.claims import firmest
from briefs.models.disagreement import contradictions
from briefs.models.evidence import Evidence
from briefs.models.fact import Fact, fact_of
from briefs.paths import path_of


class Refs:
    """Makes references with the addresses by which a request came here."""

    def __init__(self, request: HttpRequest, claims: Iterable[Any] = ()) -> None:
        """`claims`: those among which contradictions are looked for."""
        self.site = f"{request.scheme}://{request.get_host()}"
        self._against = contradictions(claims)

    def url(self, page: str, *words: str | int) -> str:
        """The whole address of a page."""
        return self.site + reverse(page, args=words)

    def ref(self, page: str, slug: str, name: str) -> dict[str, str]:
        """A noun by its slug and name, with the address of its page."""
        return {"slug": slug, "name": name, "url": self.site + path_of(page, slug)}

    def refs(self, page: str, rows: list[dict[str, str]]) -> list[dict[str, str]]:
        """The nouns of an edition's card."""
        return [self.ref(page, row["slug"], row["name"]) for row in rows]

    def noun(self, row: Any) -> dict[str, str]:
        """A noun by its row, in the collection's language."""
        return self.ref(row._meta.model_name, row.slug, str(row))

    def count(self, row: Any) -> dict[str, int]:
        """How many published briefs a row of an index has; nothing for a row of none."""
        return {"count": row.briefs} if hasattr(row, "briefs") else {}

    def briefs(self, facet: str, slug: str) -> str:
        """The whole address of the list of briefs that have a noun."""
        return f"{self.url('api:briefs')}?{urlencode({facet: slug})}"

    def claim(self, claim: Any) -> dict[str, Any]:
        """How a claim is asserted at its firmest, and the passages that state it (prefetched)."""
        passages = claim.evidence.all()
        return {
            "assertion": firmest(claim),
            "contradicted_by": self._against.get(claim.key, []),
            "evidence": [self.evidence(fact_of(passage)) for passage in passages],
        }

    def evidence(self, fact: Fact) -> dict[str, Any]:
        """A passage that states a claim; follows its edition's publication."""
        passage: Evidence = fact.evidence
        edition, said_by, source = passage.edition, passage.attributed_to, passage.source
        if edition is None:
            raise ValueError("No reader has this passage.")
        return {
            "claim": f"{fact.about}: {fact.text}",
            "brief": self.ref("brief", edition.publication.slug, edition.title),
            "edition": edition.number,
            "quote": {
                "exact": passage.exact,
                "prefix": passage.prefix,
                "suffix": passage.suffix,
            },
            "url": self.site + passage.get_absolute_url(),
            "assertion": passage.assertion,
            "attributed_to": said_by and self.ref("actor", said_by.slug, said_by.name),
            "source": source and {"title": source.title, "locator": passage.locator},
        }
