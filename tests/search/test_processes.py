"""Two processes edit at once; whatever they do, each process then answers as brute force does.

PROCESSES=300 sets how many rounds are tried instead of the few of the suite, SEED which; what was
tried is printed.
"""

import os
import random
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack
from math import ceil
from typing import Any
from urllib.parse import urlencode

import pytest
from django.contrib.auth.models import User
from django.db import connection

from briefs.models import Edition, FormerAddress
from briefs.search.checking import differences
from tests.desk.interleavings.processes import processes
from tests.search import deeds
from tests.search.collection import KINDS, LANGUAGES, WORDS, Collection
from tests.search.reference import FACETS, MODELS, expected, expected_counts, shelf_now

ROUNDS = int(os.environ.get("PROCESSES", "4"))
SEED = int(os.environ.get("SEED", random.randrange(10**6)))
EDITORS, DEEDS, QUERIES = 2, 8, 12
BOUNDS = ["2019", "2020", "2020-02", "2021-09", "2020-01-01", "2021-09-30", "2022"]


def ask_something(chance: random.Random, shelf: dict[int, Any]) -> tuple[dict[str, Any], Any]:
    """A random query as a reader sends it, and as it is meant: former slugs stand for present."""
    asked: dict[str, Any] = {}
    meant: dict[str, Any] = {}
    for facet in FACETS:
        if chance.random() < 0.25 and (slugs := _slugs(facet, shelf)):
            chosen = chance.sample(sorted(slugs), min(len(slugs), chance.randint(1, 2)))
            asked[facet], meant[facet] = chosen, [slugs[slug] for slug in chosen]
    for name, values in (("kind", KINDS), ("language", LANGUAGES)):
        if chance.random() < 0.15:
            asked[name] = meant[name] = [chance.choice(values)]
    for name in ("published_after", "published_before"):
        if chance.random() < 0.2:
            asked[name] = meant[name] = chance.choice(BOUNDS)
    if chance.random() < 0.5:
        one, other = chance.choices(WORDS, k=2)
        forms = [one, f"{one} {other}", f'"{one} {other}"', f"{one} OR {other}", f"{one} -{other}"]
        asked["q"] = meant["q"] = chance.choice([*forms, f"-{one}"])
    sort = chance.choice(["newest", "oldest", "title", "relevance"])
    asked["sort"] = meant["sort"] = sort
    asked["page"], asked["page_size"] = chance.choice([1, 1, 2, 3]), 10
    return asked, meant


def _slugs(facet: str, shelf: dict[int, Any]) -> dict[str, str]:
    """The slugs that readers may ask for, former ones, too, each with the present one."""
    model = MODELS[facet]
    present = dict(model._default_manager.values_list("key", "slug"))
    if facet == "tag":  # one that nobody has is unknown
        used = {tag for content in shelf.values() for tag in content["tag"]}
        present = {key: slug for key, slug in present.items() if slug in used}
    rows = FormerAddress.objects.filter(noun=model._meta.model_name)
    former = {row.slug: present[row.key] for row in rows if row.key in present}
    return former | {slug: slug for slug in present.values()}


def right(shelf: dict[int, Any], asked: dict[str, Any], meant: dict[str, Any]) -> Any:
    """The answer by looking at every brief."""
    found = expected(shelf, meant)
    pages = max(1, ceil(len(found) / 10))
    if asked["page"] > pages:
        return None
    start = (asked["page"] - 1) * 10
    names = (*FACETS, "kind", "language", "year")
    counts = {name: expected_counts(shelf, meant, name) for name in names}
    return len(found), pages, found[start : start + 10], counts


@pytest.mark.django_db(transaction=True)
def test_all_processes_answer_as_brute_force_does_whoever_did_what_at_once() -> None:
    chance = random.Random(SEED)
    User.objects.create_superuser("root")
    Collection.empty()
    done: Counter[str] = Counter()
    asked_in_all = 0
    with ExitStack() as stack:
        pools: list[ProcessPoolExecutor] = [
            stack.enter_context(processes(1, connection.settings_dict["NAME"]))
            for _ in range(EDITORS)
        ]
        for number in range(ROUNDS):
            at_once = [
                pool.submit(deeds.do, chance.randrange(10**9), chance.randint(1, DEEDS))
                for pool in pools
            ]
            for each in at_once:
                done += each.result()
            shelf = shelf_now()
            queries = [ask_something(chance, shelf) for _ in range(QUERIES)]
            wanted = [right(shelf, *query) for query in queries]
            addresses = [urlencode(asked, doseq=True) for asked, _meant in queries]
            answers = [pool.submit(deeds.answers, addresses) for pool in pools]
            for said in (deeds.answers(addresses), *(each.result() for each in answers)):
                for address, one, other in zip(addresses, said, wanted, strict=True):
                    assert one == other, (SEED, number, address)
            assert list(differences()) == [], (SEED, number)
            asked_in_all += len(addresses) * (1 + EDITORS)
    assert Edition.objects.count() == done["publish"], SEED
    print(f"seed {SEED}: {ROUNDS} rounds, {asked_in_all} answers compared; {dict(done)}")
