"""Several editors at one brief, in any order and at once: no accepted edit is ever lost.

Each edit writes words of its own (`e17`). Whenever a version lacks words that the one before it
had, whoever saved it must have had those words before them and taken them out, or have been
shown them beside their own and decided. INTERLEAVINGS=2000 sets how many collections of edits
are tried instead of the few of the suite.
"""

import os
import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import count
from random import Random
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import html

from briefs.models import Brief, BriefAuthor, Version
from briefs.models.tag import Tag
from tests.desk.opened import Opened, fields_of
from tests.factories import make_actor, make_brief

RUNS = int(os.environ.get("INTERLEAVINGS", "12"))
MARK = re.compile(r"\be\d+\b")
FIRST = 1000  # numbers below are orders that authors start with
_numbers = count(FIRST)


def marks_of(content: dict[str, Any], tags: dict[str, str]) -> set[str]:
    """The words of edits that a version has: in texts, tags, and the orders of authors."""
    fields = content["fields"]
    texts = [fields["title"], fields["summary"], fields["body"], *fields["key_points"]]
    texts += [tags.get(key, "") for key in content["sets"]["tags"]]
    texts += [f"e{row['order']}" for row in content["rows"]["author_rows"].values()]
    return set(MARK.findall("\n".join(texts)))


def marks_of_form(data: dict[str, Any]) -> set[str]:
    """The same of a form."""
    orders = [
        f"e{value}"
        for name, value in data.items()
        if re.fullmatch(r"author_rows-\d+-order", name)
        and f"{name.removesuffix('order')}DELETE" not in data
    ]
    texts = [str(data[name]) for name in ("title", "summary", "body", "key_points", "tags")]
    return set(MARK.findall("\n".join([*texts, *orders])))


@dataclass
class Save:
    """An accepted save: its own tag, what its editor had before them, and what they typed."""

    tag: str
    opened: set[str]
    typed: set[str]
    shown: set[str] = field(default_factory=set)


class Editor:
    """Somebody at the desk with the brief open."""

    def __init__(self, name: str, brief: Brief, random: Random) -> None:
        user = User.objects.filter(username=name).first() or User.objects.create_superuser(name)
        self.client = Client()
        self.client.force_login(user)
        self.brief, self.random = brief, random
        self.saves: list[Save] = []
        self.form: Opened | None = None

    def open(self) -> None:
        """Open the form, leaving the one that was open as it was."""
        self.form = Opened(self.client, self.brief)
        self.seen = marks_of_form(self.form.data)

    def edit_and_save(self) -> None:
        """Edit some of it and press Save, deciding whatever is asked."""
        if self.form is None:
            self.open()
        form, tag = self.form, f"e{next(_numbers)}"
        assert form is not None
        for edit in self.random.sample(EDITS, k=self.random.randint(1, 3)):
            edit(form.data, self.random)
        form.data["tags"] = ", ".join(filter(None, [form.data["tags"], tag]))
        save = Save(tag=tag, opened=self.seen, typed=marks_of_form(form.data))
        page = form.save()
        for _ in range(20):
            if page.status_code == 302:
                break
            assert page.status_code == 409, page.content.decode()[:2000]
            page = self._decide(page, form.url, save)
        else:
            raise AssertionError("asked again and again")
        self.saves.append(save)
        self.form = None

    def _decide(self, page: Any, url: str, save: Save) -> Any:
        # From the page itself: what its templates were given is mixed up between threads.
        data = fields_of(page)
        for piece in html.fromstring(page.content.decode()).xpath("//fieldset"):
            texts = " ".join(" ".join(said.itertext()) for said in piece.xpath(".//dd"))
            save.shown |= set(MARK.findall(texts))
            save.shown |= {f"e{number}" for number in re.findall(r"\b\d+\b", texts)}
            data[piece.xpath(".//input/@name")[0]] = self.random.choice(["mine", "theirs"])
        return self.client.post(url, data)


def _mark() -> str:
    return f"e{next(_numbers)}"


def _in_the_body(data: dict[str, Any], random: Random) -> None:
    paragraphs = [p.split(". ") for p in str(data["body"]).split("\r\n\r\n")]
    sentences = random.choice(paragraphs)
    place = random.randrange(len(sentences))
    match random.choice(["replace", "replace", "insert", "delete"]):
        case "replace":
            sentences[place] = f"Sentence {_mark()} stands here"
        case "insert":
            sentences.insert(place, f"Sentence {_mark()} is new")
        case _:
            del sentences[place]
    data["body"] = "\r\n\r\n".join(". ".join(p).rstrip(".") + "." for p in paragraphs if p)


def _a_point(data: dict[str, Any], random: Random) -> None:
    points = str(data["key_points"]).split("\r\n")
    points[random.randrange(len(points))] = f"Point {_mark()}."
    data["key_points"] = "\r\n".join(points)


def _the_title(data: dict[str, Any], _random: Random) -> None:
    data["title"] = f"Title {_mark()}"


def _the_summary(data: dict[str, Any], _random: Random) -> None:
    data["summary"] = f"Summary {_mark()}."


def _a_tag_out(data: dict[str, Any], random: Random) -> None:
    tags = str(data["tags"]).split(", ")
    tags.remove(random.choice(tags))
    data["tags"] = ", ".join(tags)


def _an_author(data: dict[str, Any], random: Random) -> None:
    rows = int(data["author_rows-TOTAL_FORMS"])
    prefix = f"author_rows-{random.randrange(rows)}-" if rows else ""
    if not prefix or f"{prefix}order" not in data:
        return
    if random.random() < 0.3:
        data[f"{prefix}DELETE"] = "on"
    else:
        data[f"{prefix}order"] = str(next(_numbers))


EDITS: list[Callable[[dict[str, Any], Random], None]] = [
    _in_the_body,
    _in_the_body,
    _a_point,
    _the_title,
    _the_summary,
    _a_tag_out,
    _an_author,
]


def a_brief() -> Brief:
    global _numbers
    _numbers = count(FIRST)  # each collection of edits has its own: an order has to be small
    brief = make_brief(
        body="One is here. Two is here. Three is here.\n\nFour is here. Five is here.",
        key_points=["First.", "Second.", "Third."],
        tags=("gas", "oil"),
    )
    for order in range(3):
        BriefAuthor.objects.create(brief=brief, actor=make_actor(), order=order)
    return brief


def assert_nothing_lost(brief: Brief, editors: list[Editor]) -> None:
    """Every version accounts for what it lacks of the one before it, and has its own edit."""
    saves = {save.tag: save for editor in editors for save in editor.saves}
    tags = {str(key): name for key, name in Tag.objects.values_list("key", "name")}
    before: set[str] = set()
    accounted = set()
    for version in Version.objects.of(brief).order_by("number"):
        now = marks_of(version.content, tags)
        own = [saves[mark] for mark in now - before if mark in saves]
        for save in own:
            accounted.add(save.tag)
            lost = before - now - (save.opened - save.typed) - save.shown
            assert not lost, f"version {version.number} lost {lost}"
            missing = save.typed - save.opened - now - save.shown
            assert not missing, f"version {version.number} lacks its own {missing}"
        assert own or version.way == "found"
        before = now
    assert accounted == saves.keys()


@pytest.mark.django_db
@settings(
    max_examples=RUNS,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    turns=st.lists(
        st.tuples(st.integers(0, 2), st.sampled_from(["open", "save"])), min_size=3, max_size=10
    ),
    random=st.randoms(use_true_random=False),
)
def test_in_any_order_no_edit_is_lost(turns: list[tuple[int, str]], random: Random) -> None:
    brief = a_brief()
    editors = [Editor(name, brief, random) for name in ("anna", "boris", "chiara")]
    for editor in editors:
        editor.open()
    for number, turn in turns:
        editor = editors[number]
        editor.open() if turn == "open" else editor.edit_and_save()
    assert_nothing_lost(brief, editors)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("seed", range(max(1, RUNS // 12)))
def test_at_once_no_edit_is_lost(seed: int) -> None:
    brief = a_brief()
    editors = [
        Editor(name, brief, Random(f"{seed} {name}")) for name in ("anna", "boris", "chiara")
    ]
    for editor in editors:
        editor.open()

    def work(editor: Editor) -> None:
        try:
            for _ in range(3):
                editor.edit_and_save()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(editors)) as pool:
        list(pool.map(work, editors))
    assert_nothing_lost(brief, editors)
    assert Version.objects.of(brief).exclude(way="found").count() == 9
