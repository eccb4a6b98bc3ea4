"""The shapes of actors, agreements, topics and events, and of what is claimed of them."""

from typing import Literal
from uuid import UUID

from pydantic import BaseModel, Field

from briefs.api.shapes import EvidenceShape, Page, Ref

_EDTF = "EDTF, such as 2014, 2021-09 or 2023~; null where it isn't known."


class Claim(BaseModel):
    """What published passages state."""

    key: UUID = Field(description="Never changes, however often the claim does.")
    assertion: Literal["stated", "claimed", "promised", "expected", "denied"] = Field(
        description="How it is asserted at its firmest."
    )
    contradicted_by: list[UUID] = Field(
        description="The keys of claims of this sort that can’t hold together with it."
    )
    evidence: list[EvidenceShape]


class Counted(Ref):
    """A noun in a list or a tree."""

    count: int = Field(description="How many published briefs have it.")


class ActorRow(Counted):
    """An actor in a list."""

    key: UUID
    kind: Literal["state", "person", "organisation", "body"]


class Alias(BaseModel):
    """Another name of an actor."""

    name: str
    language: str = Field(description="BCP 47.")
    script: str = Field(description="ISO 15924.")
    kind: str
    since: str | None = Field(alias="from", description=_EDTF)
    to: str | None = Field(description=_EDTF)


class Position(Claim):
    """An office: the actor's own, or one that belongs to it."""

    title: str
    holder: Ref
    of: Ref | None
    since: str | None = Field(alias="from", description=_EDTF)
    to: str | None = Field(description=_EDTF)
    held_on: str | None = Field(description="When the holder is shown in it. " + _EDTF)
    certain: bool = Field(description="False where dates leave open whether it was held then.")


class ActorThen(ActorRow):
    """An actor in a list, with the offices that it held once."""

    positions: list[Position] = Field(description="Those held then, where as_of was asked.")


class Actors(Page):
    """A page of actors."""

    results: list[ActorThen]


class MembershipShape(Claim):
    """What the actor is to an agreement, and how that stands."""

    agreement: Ref
    role: str
    standing: Literal["party", "left", "not-yet"]
    certain: bool
    status: str | None = Field(description="The agreement's status, which follows from its steps.")
    perhaps: list[str] = Field(description="What else it may have been, by its dates.")
    disputed: bool = Field(description="A passage denies a step that made the status.")


class SuccessionShape(Claim):
    """An actor that came after another."""

    successor: Ref
    kind: Literal["continues", "succeeds", "separates"]
    predecessor: Ref
    date: str | None = Field(description=_EDTF)


class Founded(Claim):
    """The agreement that set the actor up."""

    agreement: Ref
    note: str


class Actor(Ref):
    """An actor: its names, and what published passages state of it."""

    key: UUID
    kind: Literal["state", "person", "organisation", "body"]
    description: str
    aliases: list[Alias]
    identifiers: dict[str, str] = Field(description="By registry: iso, wikidata, orcid, ror.")
    as_of: str | None = Field(description="What was asked about.")
    positions: list[Position]
    agreements: list[Ref]
    memberships: list[MembershipShape]
    successions: list[SuccessionShape]
    founded_by: list[Founded]
    events: list[Ref]
    briefs: str = Field(description="The address of the list of briefs about it.")
    authored: str = Field(description="The address of the list of briefs that it wrote.")


class AgreementRow(Counted):
    """An agreement in a list."""

    title: str
    key: UUID
    kind: Literal["treaty", "memorandum", "contract", "project", "understanding"]
    status: str | None = Field(description="Follows from the steps; null where none is stated.")
    perhaps: list[str] = Field(description="What else it may be, by the steps' dates.")
    disputed: bool = Field(description="A passage denies a step that made the status.")


class Agreements(Page):
    """A page of agreements."""

    results: list[AgreementRow]


class PartyShape(Claim):
    """Who takes part, and as what."""

    actor: Ref
    role: str
    standing: Literal["party", "left", "not-yet"]
    certain: bool


class MilestoneShape(Claim):
    """A step of all parties, or of one."""

    date: str | None = Field(description=_EDTF)
    status: str
    actor: Ref | None = Field(description="Whose own step it is.")
    note: str


class ReservationShape(Claim):
    """What a party said as it took part, or a note."""

    kind: Literal["reservation", "declaration", "objection", "note"]
    actor: Ref | None
    date: str | None = Field(description=_EDTF)
    text: str


class MeasuredShape(BaseModel):
    """A figure for comparing."""

    amount: float
    currency: str = Field(description="ISO 4217, or empty.")
    si_amount: float | None
    si_unit: str


class TermShape(Claim):
    """A figure or provision."""

    label: str
    value: str = Field(description="As its source writes it.")
    unit: str
    measured: MeasuredShape | None
    price_year: int | None


class PlaceShape(Claim):
    """A place that the agreement is about."""

    name: str
    role: str
    country: str | None = Field(description="ISO 3166-1.")


class BodyShape(Claim):
    """A body that the agreement set up."""

    actor: Ref
    note: str


class RelationShape(Claim):
    """How one agreement stands to another."""

    agreement: Ref
    kind: Literal["implements", "amends", "replaces", "frames", "follows"]
    to: Ref


class Agreement(Ref):
    """An agreement: what published passages state of it, and what that comes to."""

    title: str
    key: UUID
    kind: Literal["treaty", "memorandum", "contract", "project", "understanding"]
    description: str
    names: dict[str, str] = Field(description="In other languages (BCP 47).")
    topics: list[Ref]
    as_of: str | None = Field(description="What was asked about.")
    status: str | None = Field(description="Follows from the steps; null where none is stated.")
    perhaps: list[str] = Field(description="What else it may have been, by the steps' dates.")
    disputed: bool = Field(description="A passage denies a step that made the status.")
    parties: list[PartyShape]
    milestones: list[MilestoneShape]
    reservations: list[ReservationShape]
    terms: list[TermShape]
    places: list[PlaceShape]
    bodies: list[BodyShape]
    relations: list[RelationShape]
    events: list[Ref]
    briefs: str = Field(description="The address of the list of briefs about it.")


class TopicRow(Counted):
    """A topic in a list; its count takes narrower topics in."""

    key: UUID


class Topics(Page):
    """A page of topics."""

    results: list[TopicRow]


class Topic(TopicRow):
    """A topic: what belongs to it, and where it stands in the tree."""

    definition: str
    names: dict[str, str] = Field(description="In other languages (BCP 47).")
    broader: list[Ref] = Field(description="Broadest first.")
    narrower: list[Counted]
    agreements: list[Ref]
    events: list[Ref]
    briefs: str = Field(description="The address of the list of briefs under it.")


class EventRow(Ref):
    """An event in a list."""

    title: str
    key: UUID
    kind: Literal["meeting", "talks", "signature", "statement", "publication"]
    date: str | None = Field(description=_EDTF)
    place: str
    assertion: Literal["stated", "claimed", "promised", "expected", "denied"]


class Events(Page):
    """A page of events."""

    results: list[EventRow]


class Participant(BaseModel):
    """Who took part, and as what."""

    key: UUID
    actor: Ref
    role: str


class Event(EventRow):
    """An event that published passages state."""

    description: str
    participants: list[Participant]
    agreements: list[Ref]
    topics: list[Ref]
    evidence: list[EvidenceShape]
