"""Checking links: asks for those that are due, and keeps what came of it."""

import datetime as dt
from dataclasses import dataclass

from django.conf import settings
from django.utils import timezone

from briefs.models.link_check import Answer, LinkCheck, Outcome, Reason
from briefs.publishing.asking import PAUSE, ask
from briefs.publishing.external_links import read_links

_OFFLINE = 3  # hosts: when as many are asked and none answers, it is we who aren't connected
_KEPT = (
    *("outcome", "status", "reason", "moved_to", "checked_at", "due_at"),
    *("first_failed_at", "failures", "broken"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """How many links were asked for, how many are broken in all, and how many are due yet."""

    asked: int = 0
    broken: int = 0
    due: int = 0
    offline: bool = False


def check_links(
    limit: int = 200, now: dt.datetime | None = None, *, seconds: float = 60
) -> Checked:
    """Note which links stand where, then ask for those that are due; nothing while checks are off.

    `limit` bounds how many, `seconds` how long: call it again while some are due. Readers
    wait for none of it, and no transaction is open while others are asked.
    """
    if not settings.LINK_CHECKS:
        return Checked()
    read_links()
    return ask_due(limit, now, seconds=seconds)


def ask_due(
    limit: int = 200, now: dt.datetime | None = None, *, seconds: float = 60, pause: float = PAUSE
) -> Checked:
    """Ask for links that are due, without reading anew where they stand."""
    if not settings.LINK_CHECKS:
        return Checked()
    at = now or timezone.now()
    due = {check.url: check for check in LinkCheck.objects.due(at)[:limit]}
    answers = ask(
        due,
        sender=sender(),
        seconds=seconds,
        networks=settings.LINK_CHECKS_NETWORKS,
        pause=pause,
    )
    offline = _nobody_answered(answers)
    if not offline:
        for url, answer in answers.items():
            due[url].record(answer, at)
        LinkCheck.objects.bulk_update([due[url] for url in answers], _KEPT, batch_size=100)
    return Checked(
        asked=len(answers),
        broken=LinkCheck.objects.filter(broken=True).count(),
        due=LinkCheck.objects.due(at).count(),
        offline=offline,
    )


def sender() -> str:
    """Who asks, as other hosts' logs show it: a header, so in ASCII."""
    named = f"{settings.SITE_NAME} link check".encode("ascii", "ignore").decode().strip()
    hosts = [host for host in settings.ALLOWED_HOSTS if "." in host and host[0].isalpha()]
    site = f"; +https://{hosts[0]}/" if hosts else ""
    return f"Mozilla/5.0 (compatible; Chancery; {named}{site})"


def _nobody_answered(answers: dict[str, Answer]) -> bool:
    silent = {Reason.HOST, Reason.CONNECTION, Reason.TIME}
    hosts = {url.split("/")[2] for url in answers}
    return len(hosts) >= _OFFLINE and all(
        answer.outcome == Outcome.FAILED and answer.reason in silent for answer in answers.values()
    )
