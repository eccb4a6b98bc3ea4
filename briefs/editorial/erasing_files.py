"""Erasing an uploaded file, where the law or somebody's safety demands it.

Its row stays and says that it was erased, by whom and why; readers' pages show its words in its
place. The file itself goes once that is certain.
"""

from django.contrib.auth.models import AbstractBaseUser
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from briefs.editorial import audit
from briefs.editorial.transitions import By, NotAllowed, Refused
from briefs.models.upload import Upload


@transaction.atomic
def erase_file(upload: Upload, *, reason: str, by: By) -> None:
    """Erase a file with all its copies. Again, it deletes what is left of it. Raises Refused."""
    if by is not None and not by.has_perm("briefs.erase_edition"):  # type: ignore[union-attr]
        raise NotAllowed(_("You may not erase files."))
    if not reason.strip():
        raise Refused(_("Say why: the reason stays beside the file's name."), field="reason")
    there = type(upload)._base_manager.filter(pk=upload.pk, erased_at=None)
    erased = there.update(
        erased_at=timezone.now(),
        erased_by=by.get_username() if isinstance(by, AbstractBaseUser) else "",
        erased_why=reason.strip(),
    )
    if erased:
        name = upload._meta.model_name
        audit.record(f"{name}.erase_file", by=by, about=upload, reason=reason.strip())
    # Not before it is certain: a file that is gone doesn't come back with a transaction.
    transaction.on_commit(lambda: _delete(upload))


def _delete(upload: Upload) -> None:
    for name in upload.names:
        default_storage.delete(name)
