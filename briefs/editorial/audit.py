"""The audit log is written here: one entry for each deed, within the deed's transaction."""

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.db.models import Model

from briefs.models.audit import JSON, Entry
from briefs.request_id import current

type Doer = AbstractBaseUser | AnonymousUser | None

# Nouns that an entry names as they were called. Nothing else is named: a draft, a passage or a
# comment is called by its own words, and those may have to be erased, which a log that is only
# added to can't do. Of these it keeps the key, and whoever reads the log sees the name of today.
_NAMED = frozenset(
    (
        *("actor", "agreement", "event", "group", "image", "region", "source", "tag", "topic"),
        "user",
    )
)


def record(action: str, *, by: Doer, about: Model | None = None, **data: JSON) -> Entry:
    """Add an entry: who did what to what. `by` is None where no person did it.

    `action` is a noun and a deed (`brief.publish`). `data` says more: names of fields, numbers,
    reasons; never words of a document. Call it within the transaction of the deed, so that
    there is neither a deed without its entry nor an entry without its deed.
    """
    written = entry(action, by=by, about=about, **data)
    written.save(force_insert=True)
    return written


def entry(action: str, *, by: Doer, about: Model | None = None, **data: JSON) -> Entry:
    """What `record` adds, not added yet: for deeds on many rows, which are added in one go."""
    run = current()
    known = by if isinstance(by, AbstractBaseUser) else None
    noun = about._meta.model_name or "" if about else ""
    return Entry(
        action=action,
        who_id=known.pk if known else None,
        who=_storable(known.get_username())[:150] if known else "",
        noun=noun,
        key=getattr(about, "key", None),
        row=about.pk if about else None,
        label=_storable(str(about))[:300] if noun in _NAMED else "",
        request_id=run.id,
        origin=run.origin,
        data={name: _stored(value) for name, value in data.items()},
    )


def _stored(value: JSON) -> JSON:
    match value:
        case str():
            return _storable(value)
        case list():
            return [_stored(row) for row in value]
        case dict():
            return {_storable(name): _stored(row) for name, row in value.items()}
        case _:
            return value


def _storable(text: str) -> str:
    """The text as every database holds it: without NUL and halves of characters."""
    return text.replace("\0", "\ufffd").encode(errors="replace").decode()
