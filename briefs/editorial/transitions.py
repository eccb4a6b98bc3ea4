"""Transitions: the steps by which a brief moves from state to state.

Each is one small function in a module of its own kind (`review`, `briefs.publishing`), which
does its work within `acting`. So the same permission, the same check and the same record hold,
whether the desk, a command or other code calls it; a refusal's text is for whoever asked.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from briefs.editorial import audit, versions
from briefs.models.brief import Brief, State

By = AbstractBaseUser | AnonymousUser | None


class Refused(Exception):
    """A step can't be taken; the text says why and what to do. `field` is what has to be mended."""

    def __init__(self, message: str, field: str = "") -> None:
        super().__init__(message)
        self.field = field


class NotAllowed(Refused):
    """This person may not take the step."""


class WrongState(Refused):
    """The brief is in a state that the step doesn't start from."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Transition:
    """A step: its name (the log has it after ``brief.``), who may take it, and from where."""

    name: str
    label: str | Promise
    permission: str
    states: frozenset[State]

    def allows(self, by: By, brief: Brief) -> bool:
        """Whether this person may take the step with this brief. None is the system itself."""
        return by is None or (
            by.has_perm(f"briefs.{self.permission}")  # type: ignore[union-attr]
            and may_edit(by, brief)
        )

    def check(self, by: By, brief: Brief) -> None:
        """Raise NotAllowed or WrongState."""
        if not self.allows(by, brief):
            raise NotAllowed(
                _("You may not do this: “%(step)s” of “%(brief)s”.")
                % {"step": self.label, "brief": brief}
            )
        if State(brief.state) not in self.states:
            raise WrongState(
                _("“%(step)s” can't be done: the brief's state is “%(state)s”.")
                % {"step": self.label, "state": brief.get_state_display()}
            )


def may_edit(by: By, brief: Brief) -> bool:
    """Whether the brief is this person's own, or they edit everybody's."""
    return (
        by is None
        or by.has_perm("briefs.edit_every_brief")  # type: ignore[union-attr]
        or (brief.owner_id is not None and brief.owner_id == by.pk)
    )


@contextmanager
def acting(
    transition: Transition, brief: Brief, *, by: By, seen: int | None, **data: Any
) -> Iterator[dict[str, Any]]:
    """Take a step, in a transaction that has the brief locked, and put it on record.

    `seen` is the version that the person saw: nobody decides on a text that they haven't seen
    (passages of evidence are none of it). None is for code that has just read the brief. What
    the block adds to the yielded dictionary is put on record with `data`.

    Raises Refused, and SavedSince.
    """
    with transaction.atomic():
        versions.lock(brief)
        transition.check(by, brief)
        if seen is not None and not versions.say_the_same(brief, seen, brief.version):
            raise versions.SavedSince
        details = dict(data)
        yield details
        audit.record(
            f"brief.{transition.name}", by=by, about=brief, version=brief.version, **details
        )
