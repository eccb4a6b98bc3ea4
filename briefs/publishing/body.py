"""How the body of a draft is built: its headings, its notes, its images."""

from collections.abc import Iterator
from urllib.parse import unquote

from django.conf import settings
from django.utils.translation import gettext as _

from briefs.models.image import Image
from briefs.publishing.draft import Draft
from briefs.publishing.problems import Level, Place, Problem, said


def heading_problems(draft: Draft) -> Iterator[Problem]:
    """Headings that leave out a level: who listens to a page goes from level to level."""
    headings = draft.body.outline.headings
    before = min((heading.level for heading in headings), default=1) - 1
    for heading in headings:
        if heading.level > before + 1:
            message = _("The heading “%(text)s” leaves out a level: write it with %(marks)s.")
            message = said(message, text=heading.text, marks="#" * (before + 1))
            yield _warning("heading-level", message, heading.place)
        before = heading.level


def footnote_problems(draft: Draft) -> Iterator[Problem]:
    """Marks without a note, which readers would see as typed; notes that nothing leads to."""
    notes = {note.label for note in draft.body.outline.notes}
    marks = {mark.label for mark in draft.body.outline.marks}
    for mark in draft.body.outline.marks:
        if mark.label not in notes:
            message = _(
                "There is no note for [^%(label)s]: write [^%(label)s]: and its text below."
            )
            yield _warning("note-unknown", said(message, label=mark.label), mark.place)
    for note in draft.body.outline.notes:
        if note.label not in marks:
            message = _("Nothing leads to the note [^%(label)s]: readers don't see it.")
            yield _warning("note-unused", said(message, label=note.label), note.place)


def image_problems(draft: Draft) -> Iterator[Problem]:
    """Images of which nobody has said whose they are. One query, if there is any image."""
    named = {
        image: unquote(image.address.removeprefix(settings.MEDIA_URL))
        for image in draft.body.outline.images
        if image.address.startswith(settings.MEDIA_URL)
    }
    if not named:
        return
    known = Image.objects.filter(file__in=set(named.values())).exclude(credit="")
    credited = set(known.values_list("file", flat=True))
    for image, name in named.items():
        if name not in credited:
            message = _("Nobody is credited for the image “%(text)s”: add whose it is.")
            yield _warning("image-credit", said(message, text=image.text or name), image.place)


def _warning(code: str, message: str, place: Place) -> Problem:
    return Problem(field="body", level=Level.WARNING, code=code, message=message, place=place)
