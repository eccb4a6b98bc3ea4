"""Indexes: nouns by words of their names, a page at a time."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.paginator import EmptyPage, Page, Paginator
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from briefs.models.actor import Actor
from briefs.models.agreement import Agreement
from briefs.models.event import Event
from briefs.models.names import order_of_labels, with_words
from briefs.models.tag import Tag
from briefs.models.topic import Topic
from briefs.search.filters import LARGEST_NUMBER, LARGEST_PAGE, LONGEST_QUERY, SMALLEST_PAGE
from briefs.search.newest import counts, topic_counts, topic_tree
from briefs.search.paging import NoSuchPage
from briefs.words import normalised


class IndexForm(forms.Form):
    """What an index can be asked."""

    q = forms.CharField(required=False, max_length=LONGEST_QUERY, label=_("Search"))
    page = forms.IntegerField(required=False, min_value=1, max_value=LARGEST_NUMBER)
    page_size = forms.IntegerField(required=False, min_value=SMALLEST_PAGE, max_value=LARGEST_PAGE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Indexed:
    """The rows with some words in their names, in order; how many briefs each key has."""

    rows: QuerySet[Any]
    briefs: Mapping[str, int]


type Index = Callable[[str], Indexed]


def actors(q: str) -> Indexed:
    """Actors by any of their names."""
    rows = Actor.objects.named(q) if q else Actor.objects.all()
    return Indexed(rows=rows.in_order(), briefs=counts("actor"))


def agreements(q: str) -> Indexed:
    """Agreements by any of their titles."""
    rows = Agreement.objects.filter(with_words(q)).order_by(order_of_labels("title", "names"), "pk")
    return Indexed(rows=rows, briefs=counts("agreement"))


def topics(q: str) -> Indexed:
    """Topics by their names in any language; briefs on narrower ones count, too."""
    tree = topic_tree()
    rows = Topic.objects.order_by("name", "pk")
    if q:
        wanted = [f" {word}" for word in normalised(q)]
        called = [topic.pk for topic in tree.topics.values() if _is_called(topic, wanted)]
        rows = rows.filter(pk__in=called)
    return Indexed(rows=rows, briefs=topic_counts(tree))


def _is_called(topic: Topic, wanted: list[str]) -> bool:
    """What `with_words` asks of rows: topics are in memory, and have no such field."""
    words = "".join(
        f" {word}" for name in (topic.name, *topic.names.values()) for word in normalised(name)
    )
    return all(word in words for word in wanted)


def events(q: str) -> Indexed:
    """The events that published passages state, latest first."""
    rows = Event.objects.shown().filter(with_words(q)).newest_first()
    return Indexed(rows=rows, briefs={})


def tags(q: str) -> Indexed:
    """The tags that published briefs have."""
    used = {key: count for key, count in counts("tag").items() if count}
    rows = Tag.objects.filter(with_words(q), key__in=used).order_by("name", "pk")
    return Indexed(rows=rows, briefs=used)


def page_of(index: Index, asked: Mapping[str, Any], *, page_size: int) -> Page[Any]:
    """A page of an index; each row has the number of its published briefs as `briefs`.

    `asked` is the cleaned data of an IndexForm, `page_size` what holds where it asks for none.
    Raises NoSuchPage past the end.
    """
    found = index(str(asked.get("q") or "").strip())
    paginator = Paginator(found.rows, asked.get("page_size") or page_size)
    try:
        page = paginator.page(asked.get("page") or 1)
    except EmptyPage:
        raise NoSuchPage from None
    for row in page.object_list:
        row.briefs = found.briefs.get(str(row.key), 0)
    return page
