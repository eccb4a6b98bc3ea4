"""What a worker calls by the clock: in its rhythm, one worker at a time, whatever fails."""

import datetime as dt
import statistics
import time

import pytest
from django.core.management import CommandError
from django.utils import timezone

from briefs.management.commands import work
from briefs.management.periodic import Periodic, calling
from tests.config.workers import in_a_thread, once, real, until


def test_calls_keep_their_rhythm_however_long_one_takes() -> None:
    began = time.monotonic()
    calls: list[float] = []

    def do(_now: dt.datetime) -> None:
        calls.append(time.monotonic() - began)
        time.sleep(0.25 if len(calls) == 2 else 0.05)  # the second overruns

    with calling([Periodic(name="rhythm", every=0.2, do=do, alone=False)]):
        until(lambda: len(calls) >= 6)

    assert statistics.median(moment % 0.2 for moment in calls) < 0.1
    assert calls[2] - calls[1] > 0.3  # one call was left out, none was made up for


def test_an_error_is_logged_and_the_next_call_tries_again(
    caplog: pytest.LogCaptureFixture,
) -> None:
    calls: list[int] = []

    def do(_now: dt.datetime) -> None:
        calls.append(1)
        raise ValueError("Not today.")

    with calling([Periodic(name="unlucky", every=0.05, do=do, alone=False)]):
        until(lambda: len(calls) >= 3)
    assert "unlucky failed" in caplog.text
    assert "Not today." in caplog.text


@real
def test_one_worker_at_a_time_looks_at_the_clock() -> None:
    done: list[str] = []
    inner = Periodic(name="clock", every=1, do=lambda _now: done.append("inner"))

    def do(_now: dt.datetime) -> None:
        in_a_thread(inner.call)
        done.append("outer")

    Periodic(name="clock", every=1, do=do).call()
    assert done == ["outer"]
    in_a_thread(inner.call)
    assert done == ["outer", "inner"]


@real
def test_an_error_leaves_no_lock() -> None:
    def do(_now: dt.datetime) -> None:
        raise ValueError

    done: list[int] = []
    assert not Periodic(name="clock", every=1, do=do).call()
    in_a_thread(Periodic(name="clock", every=1, do=lambda _now: done.append(1)).call)
    assert done


@pytest.mark.django_db
def test_once_calls_each_and_says_which_failed(monkeypatch: pytest.MonkeyPatch) -> None:
    moments: list[dt.datetime] = []

    def fail(_now: dt.datetime) -> None:
        raise ValueError

    both = [
        Periodic(name="bad", every=5, do=fail),
        Periodic(name="good", every=5, do=moments.append),
    ]
    monkeypatch.setattr(work, "PERIODIC", both)
    with pytest.raises(CommandError, match=r"Failed, as the log says: bad\."):
        once()
    (moment,) = moments
    assert timezone.now() - moment < dt.timedelta(minutes=1)
