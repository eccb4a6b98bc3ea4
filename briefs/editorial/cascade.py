"""What follows from another change: nouns that say something else by it get a version, too.

By as many queries for thousands of nouns as for one.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from itertools import batched
from typing import Any

from django.db import transaction
from django.db.models import Count, ForeignKey, QuerySet

from briefs.editorial import states, versions
from briefs.editorial.content import Content, take_all
from briefs.editorial.shapes import BELONGS, SHAPES, content_fields
from briefs.models.brief import Brief
from briefs.models.evidence import CLAIMS, Evidence
from briefs.models.names import Versioned
from briefs.models.version import Version, Way

type Nouns = dict[type[Versioned], set[int]]  # nouns by sort and number

_AT_ONCE = 500


def owners_of(rows: "QuerySet[Any]") -> Nouns:
    """The nouns that say something by these rows: the rows themselves, if they are nouns."""
    found: Nouns = defaultdict(set)
    model = rows.model
    if model in SHAPES:
        found[model].update(rows.values_list("pk", flat=True))
    if model in BELONGS:
        noun, field = BELONGS[model]
        found[noun].update(rows.values_list(field, flat=True))
    if model is Evidence:
        briefs = Brief.objects.filter(key__in=rows.values("brief_key"))
        found[Brief].update(briefs.values_list("pk", flat=True))
        # Most passages state claims of one sort: the other nine are asked nothing.
        stated = rows.aggregate(*(Count(claim) for claim in CLAIMS))
        for claim in (claim for claim in CLAIMS if stated[f"{claim}__count"]):
            claims = Evidence._meta.get_field(claim).related_model._base_manager  # type: ignore[union-attr]
            add(found, owners_of(claims.filter(pk__in=rows.values(claim))))
    return found


def add(nouns: Nouns, more: Mapping[type[Versioned], Iterable[int]]) -> None:
    """Add nouns to nouns."""
    for model, numbers in more.items():
        nouns[model].update(numbers)


@contextmanager
def cascading(whom: Callable[[], Nouns], *, by: versions.By, note: str) -> Iterator[None]:
    """Change what nouns say by changing others, in the caller's transaction.

    `whom` finds those that it concerns; they are locked, briefs first. Each that says something
    else afterwards has a version that says from what it follows. No brief's text is edited by
    that: states and approvals stay.
    """
    nouns = _locked(whom)
    for model, numbers in nouns.items():
        _keep_found(model, numbers)
    yield
    for model, numbers in nouns.items():
        record_all(model, numbers, by=by, way=Way.CASCADE, note=note)


def _locked(whom: Callable[[], Nouns]) -> dict[type[Versioned], list[int]]:
    """Those whom it concerns, once nobody else can come to be concerned.

    Whoever waited for a lock may find another that names what is merged or deleted by now: then
    all are let go and locked anew, so that everybody locks in one order.
    """
    nouns = whom()
    while True:
        in_order = {model: sorted(nouns[model]) for model in SHAPES if nouns.get(model)}
        point = transaction.savepoint_create()
        for model, numbers in in_order.items():
            for some in batched(numbers, _AT_ONCE):
                rows = model._base_manager.select_for_update().filter(pk__in=some)
                list(rows.order_by("pk").values_list("pk"))
        now = whom()
        if all(now[model] <= nouns.get(model, set()) for model in now):
            transaction.savepoint_commit(point)
            return in_order
        transaction.savepoint_rollback(point)
        add(nouns, now)


def record_all(
    model: type[Versioned], numbers: Iterable[int], *, by: versions.By, way: Way, note: str
) -> None:
    """Keep what nouns say now, each as its next version, where it says something else."""
    for some in batched(numbers, _AT_ONCE):
        kept = []
        for noun, last, content in _changed(model, some):
            noun.version = last.number + 1 if last else 1
            before = last.content if last else None
            version = versions.version_of(
                noun, noun.version, content, by=by, way=way, before=before, note=note
            )
            kept.append((noun, version))
        Version.objects.bulk_create(version for _noun, version in kept)
        changed = [noun for noun, _version in kept]
        model._base_manager.bulk_update(changed, ["version"])
        if model is Brief:
            states.stay([noun.pk for noun in changed])


def _keep_found(model: type[Versioned], numbers: Iterable[int]) -> None:
    """`versions.keep_found` of many: those that the desk never saved are kept in one go."""
    for some in batched(numbers, _AT_ONCE):
        first = []
        for noun, last, content in _changed(model, some):
            if last is None:
                first.append(
                    versions.version_of(noun, noun.version, content, by=None, way=Way.FOUND)
                )
            else:
                versions.keep_found(noun)
        Version.objects.bulk_create(first)


def _changed(
    model: type[Versioned], numbers: Iterable[int]
) -> Iterator[tuple[Versioned, Version | None, Content]]:
    """Those that say something else than their newest version, with that and what they say."""
    relations = [f.name for f in content_fields(model) if isinstance(f, ForeignKey)]
    rows = model._base_manager.filter(pk__in=numbers).order_by("pk")
    nouns = list(rows.select_related(*relations) if relations else rows)
    if not nouns:
        return
    newest = {
        version.key: version
        for version in Version.objects.filter(
            noun=model._meta.model_name, key__in=[noun.key for noun in nouns]
        ).last_of_each()
    }
    contents = take_all(nouns)
    for noun in nouns:
        last = newest.get(noun.key)
        if last is None or last.content != contents[noun.pk]:
            yield noun, last, contents[noun.pk]
