"""What the checklist says of a brief."""

from django.utils import timezone

from briefs.models import Brief
from briefs.models.edition import Edition
from briefs.publishing import (
    Gazetteer,
    Problem,
    checklist,
    compose,
)
from briefs.publishing.checklist import typed
from tests.factories import (
    make_brief,
    make_source,
)


def check(brief: Brief) -> list[Problem]:
    current = Edition.objects.filter(current_of__brief_key=brief.key).first()
    draft = compose(brief, on=timezone.localdate())
    return checklist(draft, current=current, names=Gazetteer())


def found(brief: Brief, code: str) -> list[Problem]:
    return [problem for problem in check(brief) if problem.code == code]


def words(brief: Brief, code: str) -> list[str]:
    """The words at the places of all problems of a sort."""
    texts = typed(compose(brief, on=timezone.localdate()))
    places = [(problem.field, problem.place) for problem in found(brief, code)]
    return [texts[field][place.start : place.end] for field, place in places if place]


def levels(brief: Brief, *, prefix: str = "link-") -> list[tuple[str, str]]:
    return [(p.code, p.level.value) for p in check(brief) if p.code.startswith(prefix)]


def flawless() -> Brief:
    brief = make_brief(key_points=["One."])
    brief.sources.add(make_source())
    return brief
