"""The pages of actors, agreements, topics, events and tags: every fact with its passage."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from briefs.answers import answered
from briefs.languages import language_name
from briefs.models import company, portrait
from briefs.models.actor import Actor, Position
from briefs.models.actor_name import ActorName
from briefs.models.agreement import Agreement
from briefs.models.disagreement import (
    Sides,
    offices_by_holder,
    places_by_name,
    steps_by_deed,
    successions_by_pair,
    terms_by_label,
)
from briefs.models.event import Event
from briefs.models.period import Period
from briefs.models.portrait import MOST, Office
from briefs.models.prepared import Prepared, Slot
from briefs.models.tag import Tag
from briefs.models.topic import Topic
from briefs.search import counts, newest, topic_counts, topic_tree, within
from briefs.search.as_of import AsOfForm
from briefs.search.filters import without_blanks
from briefs.views.addresses import led_on
from briefs.views.lifeline import lifeline

BRIEFS = 10  # on a noun's page; the rest is a link to the filtered list


@require_safe
@answered("as_of")
@led_on(Actor)
def actor(request: HttpRequest, slug: str) -> HttpResponse:
    """Who it is, its offices, agreements and events, and the briefs about it; now or once."""
    found = portrait.actor(slug)
    if found is None:
        raise Http404
    asked = AsOfForm(without_blanks(request.GET))
    as_of = asked.period
    key = str(found.key)
    ties = portrait.ties(found.shown_parties, as_of)
    context = {
        "actor": found,
        "names": _names(found),
        "asked": asked,
        "as_of": as_of,
        "own_offices": _offices(found.shown_positions, as_of),
        "offices_of_it": _offices(found.shown_offices, as_of),
        "predecessors": successions_by_pair(found.shown_predecessors),
        "successors": successions_by_pair(found.shown_successors),
        "has_dated": any((found.shown_positions, found.shown_offices, ties, found.shown_events)),
        "has_ties": any((found.shown_parties, found.shown_positions, found.shown_offices)),
        "agreements": company.by_status(ties),
        "partners": company.partners(ties),
        "within": within("actor", key, "topic", "kind", "year"),
        "briefs": newest("actor", key, limit=BRIEFS),
        "authored": newest("author", key, limit=BRIEFS),
    }
    return render(request, "actor.html", context, status=200 if asked.is_valid() else 400)


def _offices(positions: Sequence[Position], as_of: Period | None) -> list[Sides[Office]]:
    """Offices as a page shows them: those that can't all be true together."""
    known = {each.position.pk: each for each in portrait.offices(positions, as_of)}
    sides = offices_by_holder([office.position for office in known.values()])
    return [
        Sides(claims=[known[each.pk] for each in side.claims], differ=side.differ) for side in sides
    ]


def _names(found: Actor) -> list[ActorName]:
    """The names of an actor by language, the reader's own first, former ones last in each."""
    own = language_name(get_language() or settings.LANGUAGE_CODE)

    def order(name: ActorName) -> tuple[bool, str, bool]:
        return (name.language_name != own, name.language_name, name.is_former)

    return sorted(found.names.all(), key=order)


@require_safe
@answered("as_of")
@led_on(Agreement)
def agreement(request: HttpRequest, slug: str) -> HttpResponse:
    """Parties, stages, figures, places and relations, and the briefs about it; now or once."""
    found = portrait.agreement(slug)
    if found is None:
        raise Http404
    asked = AsOfForm(without_blanks(request.GET))
    life = portrait.life(found, asked.period)
    stages = steps_by_deed(life.steps)
    context = {
        "agreement": found,
        "asked": asked,
        "as_of": asked.period,
        "life": life,
        "stages": stages,
        "terms": terms_by_label(found.shown_terms),
        "places": places_by_name(found.shown_places),
        "lifeline": lifeline(stages),
        "has_dated": found.shown_milestones or found.shown_events,
        "has_ties": any((found.shown_parties, found.shown_bodies, found.shown_relations)),
        "briefs": newest("agreement", str(found.key), limit=BRIEFS),
    }
    return render(request, "agreement.html", context, status=200 if asked.is_valid() else 400)


@require_safe
@answered()
@led_on(Topic)
def topic(request: HttpRequest, slug: str) -> HttpResponse:
    """What belongs to it, where it stands in the tree, and the briefs under it."""
    found = portrait.topic(slug)
    if found is None:
        raise Http404
    tree = topic_tree()
    under = topic_counts(tree)
    key = str(found.key)
    agreements = _agreements_on(tree.with_descendants(key))
    narrower = sorted((tree.topics[child] for child in tree.children[key]), key=lambda t: t.label)
    context = {
        "topic": found,
        "broader": tree.ancestors(key),
        "narrower": [{"topic": child, "count": under[str(child.key)]} for child in narrower],
        "agreements": agreements,
        "has_dated": agreements or found.shown_events,
        "briefs": newest("topic", key, limit=BRIEFS, tree=tree),
        "within": within("topic", key, "actor", "kind", "year"),
    }
    return render(request, "topic.html", context)


def _agreements_on(topics: list[str]) -> list[dict[str, Any]]:
    """The agreements on any of some topics with their lives, those of most briefs first."""
    rows: list[Any] = _on_topics(topics=topics)
    portrait.give_lives(rows)
    briefs = counts("agreement", [str(row.key) for row in rows])
    found = [
        {"agreement": row, "life": portrait.life(row), "count": briefs.get(str(row.key), 0)}
        for row in rows
    ]
    return sorted(found, key=lambda each: (-each["count"], each["agreement"].label))


_on_topics = Prepared(
    lambda: (
        Agreement.objects.filter(topics__key__among=Slot("topics"))
        .distinct()
        .order_by("title", "pk")[:MOST]
    )
)


@require_safe
@answered()
@led_on(Event)
def event(request: HttpRequest, slug: str) -> HttpResponse:
    """What happened, when, where, who took part, and where it is said."""
    found = portrait.event(slug)
    if found is None:
        raise Http404
    return render(request, "event.html", {"event": found})


@require_safe
@answered()
@led_on(Tag)
def tag(request: HttpRequest, slug: str) -> HttpResponse:
    """The briefs that have a tag."""
    found = get_object_or_404(Tag, slug=slug)
    briefs = newest("tag", str(found.key), limit=BRIEFS)
    if not briefs.total:
        raise Http404  # a tag that only drafts have
    return render(request, "tag.html", {"tag": found, "briefs": briefs})
