"""What the benchmark does, at a size that takes seconds; speed itself is no test's business."""

import json
from dataclasses import asdict
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import islice
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from benchmarks import brute, corpus, filling, load, probe, publishing, queries, report
from benchmarks.peers import harness, running
from benchmarks.queries import Query

BRIEFS = 120
FEW = ("2", "1")  # variants, rounds


def test_the_same_size_gives_the_same_briefs_and_other_briefs_have_another_number() -> None:
    told = json.dumps([asdict(row) for row in islice(corpus.rows(1_000), 50)], default=str)
    # Another hash? Then raise corpus.MAKING, so that nobody measures sites made before.
    assert (corpus.MAKING, sha256(told.encode()).hexdigest()[:16]) == (1, "ec4a498a90fe928b")


def test_no_query_stands_twice_so_each_is_asked_for_the_first_time() -> None:
    asked = [query.parameters for query in queries.mix(100_000)]
    assert len(set(asked)) >= len(asked) - 1  # the first unfiltered page has no parameter


@pytest.mark.django_db(transaction=True)
def test_every_list_and_page_is_measured_and_the_answers_equal_those_of_brute_force(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(probe, "FLOOR_ROUNDS", 2)
    filling.fill(BRIEFS)
    filling.add_events()
    lists = {way: probe.lists(way, str(BRIEFS), *FEW) for way in probe.LISTS}
    mix = queries.mix(BRIEFS, int(FEW[0]))
    true = brute.answers(BRIEFS, mix)
    faults = [
        brute.faults(answer, said)
        for answer, said in zip(true, lists["api"]["answers"], strict=True)
    ]
    assert brute.summary(faults) == ""

    found = {
        "briefs": BRIEFS,
        "machines": {
            part: {"machine": "m", "versions": "v", "commit": commit, "on": "d", "load": 0.1}
            for part, commit in (("lists", "one"), ("pages", "one"), ("peers", "other"))
        },
        "lists": {**lists, "checked": len(faults), "faults": ""},
        "pages": probe.pages(str(BRIEFS), *FEW),
        "load": {"failed": "RuntimeError: granian didn't start"},
        "peers": {"A peer": {"failed": "not installed: no network"}},
    }
    text = report.text([found])
    assert "briefs, lists, pages: m; v; commit one" in text
    assert "briefs, peers: m; v; commit other" in text
    for kind in (*queries.kinds(mix), "a brief", "an actor", "an event"):
        assert f"| {kind} |" in text
    assert f"{len(mix)} answers compared with brute force: all equal." in text
    assert "load could not be measured: RuntimeError: granian didn't start" in text
    assert "A peer: not installed: no network." in text


@pytest.mark.django_db(transaction=True)
def test_publishing_is_measured_by_updates_and_first_editions() -> None:
    filling.fill(BRIEFS)
    assert publishing.publish("4", "0")["rounds"] == 4


class _Server(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        self.send_response(200 if self.path == "/" else 503)
        self.send_header("Content-Length", "4")
        self.end_headers()
        self.wfile.write(b"text")

    def log_message(self, *words: Any) -> None:
        pass


def test_a_load_counts_answers_and_refuses_one_that_is_none() -> None:
    with ThreadingHTTPServer(("127.0.0.1", 0), _Server) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        found = load.load(server.server_port, ["/"], 0.2)
        with pytest.raises(ExceptionGroup, match="TaskGroup"):
            load.load(server.server_port, ["/busy"], 0.2)
        server.shutdown()
    assert found["a second"] > 0
    assert found["p50"] <= found["p99"] <= found["max"]


def _answer(**others: Any) -> dict[str, Any]:
    right = {"count": 1, "page": ["brief-7"], "facets": {name: {} for name in queries.FACETS}}
    return right | others


@pytest.mark.parametrize(
    ("said", "fault"),
    [
        (_answer(), ""),
        (_answer(count=2), "count 2, not 1"),
        (_answer(page=["brief-8"]), "other briefs"),
        (_answer(facets={"kind": {}}), "no counts of topic, actor, agreement"),
        (
            _answer(facets={name: {"x": 1} for name in queries.FACETS}),
            "other counts of topic, actor, agreement",
        ),
    ],
    ids=["right", "count", "page", "missing", "counts"],
)
def test_a_wrong_answer_is_named(said: dict[str, Any], fault: str) -> None:
    true = brute.Answer(count=1, page=[7], ranked=False, facets={n: {} for n in queries.FACETS})
    assert brute.summary([brute.faults(true, said)]).startswith(fault)
    assert bool(fault) == bool(brute.faults(true, said))


def test_every_peer_has_a_program_and_a_lock_file() -> None:
    for peer in running.PEERS:
        folder = running.HERE / peer.folder
        for name in ("peer.py", "pyproject.toml", "uv.lock"):
            assert (folder / name).is_file(), f"{peer.title}: {name}"


def test_a_peer_that_cannot_be_installed_says_why(tmp_path: Path) -> None:
    peer = running.Peer(title="None", folder="no-such-folder", data="none")
    with pytest.raises(running.Failed, match="not installed: "):
        running.measure(peer, BRIEFS, [], [], tmp_path, "")


def test_a_peer_without_a_way_to_answer_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    def answer(query: Query) -> harness.Said:
        if query.page > 1:
            raise harness.NoWay("has no page by number")
        return _answer()

    harness.answer_all([Query(kind="deep page", page=9), Query(kind="deep page")], 0, answer)
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert lines[0] == {"no_way": "has no page by number"}
    assert lines[1] == {"said": _answer()}
    assert lines[2]["times"]["rounds"] == 1
