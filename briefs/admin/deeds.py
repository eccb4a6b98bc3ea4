"""Deeds of the audit log in words, for histories. The log itself calls them by dotted names."""

import datetime as dt
from collections.abc import Collection
from typing import NamedTuple

from django.contrib.auth import get_user_model
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from briefs.models.audit import Entry
from briefs.models.edition import Change
from briefs.models.moments import in_words
from briefs.models.people import called
from briefs.models.schedule import Deed

# By what stands behind the dot.
DEEDS: dict[str, Promise] = {
    "add": _("added"),
    "change": _("changed"),
    "delete": _("deleted"),
    "restore": _("an earlier version restored"),
    "recover": _("recovered after it was deleted"),
    "submit": _("review asked for"),
    "take_back": _("taken back from review"),
    "assign": _("a reviewer assigned"),
    "approve": _("approved"),
    "send_back": _("sent back"),
    "discard": _("the draft discarded"),
    "hand_over": _("handed over"),
    "publish": pgettext_lazy("a deed", "published"),
    "schedule": pgettext_lazy("a deed", "scheduled"),
    "unschedule": _("the schedule cancelled"),
    "expire": _("its end scheduled"),
    "schedule_done": _("a schedule carried out"),
    "schedule_refused": _("a schedule refused"),
    "withdraw": pgettext_lazy("a deed", "withdrawn"),
    "archive": pgettext_lazy("a deed", "archived"),
    "replace": pgettext_lazy("a deed", "replaced"),
    "remove": pgettext_lazy("a deed", "removed"),
    "comment": _("a comment made"),
    "reply": _("a comment answered"),
    "resolve": _("a comment resolved"),
    "reopen": _("a comment opened again"),
    "share_preview": _("a preview shared"),
    "revoke_preview": _("a preview's link revoked"),
    "amend": _("the change note amended"),
    "erase": _("the text erased"),
    "erase_file": _("the file erased"),
    "erase_versions": _("earlier versions erased"),
    "merge": _("another merged into it"),
    "unmerge": _("parted again from what it was merged into"),
    "distinguish": _("said not to be the same as another"),
    "reconsider": _("said to be perhaps the same as another after all"),
    "login": _("logged in"),
    "login-failed": _("a login failed"),
    "logout": _("logged out"),
    "password": _("the password changed"),
    "export": _("exported"),
}

# What entries say more, as far as it tells readers of a history something.
DETAILS: dict[str, Promise] = {
    "version": _("version"),
    "of": _("version"),
    "versions": _("versions"),
    "edition": _("edition"),
    "number": _("edition"),
    "change": _("kind"),
    "reviewer": _("reviewer"),
    "to": _("to"),
    "deed": _("what"),
    "at": _("when"),
    "days": _("days"),
    "reason": _("reason"),
    "merged": _("merged"),
    "parted_from": _("parted from"),
    "other": _("the other"),
    "fields": _("fields"),
    "rows": _("rows"),
    "groups": _("groups"),
    "user_permissions": _("permissions"),
    "permissions": _("permissions"),
}


class Told(NamedTuple):
    """A deed in words, and more of it in a line."""

    deed: str
    details: str


def told(entry: Entry) -> Told:
    """What was done; a deed that has no words yet is called by its dotted name."""
    words = DEEDS.get(entry.action.rpartition(".")[2])
    details = (
        f"{DETAILS[name]}: {_value(name, value)}"
        for name, value in entry.data.items()
        if name in DETAILS and value not in ("", None, [], {})
    )
    return Told(deed=str(words or entry.action), details="; ".join(details))


def doers(entries: Collection[Entry]) -> dict[int, str]:
    """Who did what entries tell, by the entries' numbers. One query."""
    people = get_user_model().objects.in_bulk({entry.who_id for entry in entries})
    return {entry.pk: called(people.get(entry.who_id), entry.who) for entry in entries}


def _value(name: str, value: object) -> str:
    match name, value:
        case "at", str(moment):
            return in_words(dt.datetime.fromisoformat(moment))
        case "deed", str(deed) if deed in Deed:
            return str(Deed(deed).label)
        case "change", str(kind) if kind in Change:
            return str(Change(kind).label)
        case _:
            return Entry(data=value).said
