"""The shapes of the API's answers, as its OpenAPI description tells them."""

import datetime as dt
from typing import Literal

from pydantic import BaseModel, Field


class Ref(BaseModel):
    """Something that has a page."""

    slug: str
    name: str
    url: str = Field(description="The address of its page.")


class Quote(BaseModel):
    """The words of a passage, and those around it (W3C TextQuoteSelector)."""

    exact: str
    prefix: str
    suffix: str


class EvidenceSource(BaseModel):
    """Where a brief has a claim from."""

    title: str
    locator: str


class EvidenceShape(BaseModel):
    """A passage that states a claim."""

    claim: str
    brief: Ref
    edition: int
    quote: Quote
    url: str = Field(description="Leads to the highlighted words.")
    assertion: Literal["stated", "claimed", "promised", "expected", "denied"]
    attributed_to: Ref | None = Field(description="Who claims, promises, expects or denies it.")
    source: EvidenceSource | None


class Card(BaseModel):
    """A brief as lists show it."""

    slug: str
    url: str
    title: str
    summary: str
    kind: str
    language: str = Field(description="BCP 47.")
    published_on: dt.date
    updated_on: dt.date
    edition: int = Field(description="The number of the edition that readers see now.")
    authors: list[Ref]
    topics: list[Ref]
    actors: list[Ref]
    agreements: list[Ref]
    tags: list[Ref]
    regions: list[str]


class Source(BaseModel):
    """What a brief rests on."""

    slug: str
    title: str
    author: str
    publisher: str
    date: str = Field(description="EDTF, or empty.")
    url: str
    kind: str
    note: str


class EditionRef(BaseModel):
    """One edition of a brief."""

    number: int
    published_at: dt.datetime
    note: str = Field(description="What changed, as its readers are told.")
    url: str


class Notice(BaseModel):
    """Why a brief isn't in lists any more, or isn't stood by."""

    state: Literal["archived", "withdrawn", "retracted"]
    on: dt.date | None
    reason: str


class BriefShape(Card):
    """A brief: the text of its current edition, and all that is said of it."""

    body_html: str
    body_markdown: str
    key_points: list[str]
    sources: list[Source]
    license: str
    editions: list[EditionRef]
    evidence: list[EvidenceShape]
    notice: Notice | None


class FacetValue(BaseModel):
    """A value that a list can be narrowed by."""

    value: str = Field(description="As it stands in a query.")
    label: str
    count: int = Field(description="How many choosing it gives, with all other filters.")
    selected: bool


class Facets(BaseModel):
    """The ten largest values of each facet, and those that are selected."""

    topic: list[FacetValue]
    actor: list[FacetValue]
    agreement: list[FacetValue]
    tag: list[FacetValue]
    author: list[FacetValue]
    region: list[FacetValue]
    language: list[FacetValue]
    kind: list[FacetValue]
    year: list[FacetValue]


class Page(BaseModel):
    """One page of a list."""

    count: int = Field(description="How many there are on all pages, exactly.")
    page: int
    pages: int
    next: str | None
    previous: str | None


class Cards(Page):
    """A page of briefs."""

    results: list[Card]
    facets: Facets


class TagShape(Ref):
    """A tag that published briefs have."""

    count: int = Field(description="How many published briefs have it.")


class Tags(Page):
    """A page of tags."""

    results: list[TagShape]


class ParameterProblem(BaseModel):
    """A parameter whose value is no value."""

    parameter: str
    detail: str


class Problem(BaseModel):
    """What is wrong (RFC 9457)."""

    type: str
    title: str
    status: int
    detail: str
    errors: list[ParameterProblem] = []
