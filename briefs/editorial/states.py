"""Where a brief is on its way, and what an edit does to that."""

from briefs.models.brief import Brief, State

# Nothing at the desk waits to be published: what readers see is what the desk has.
SETTLED = frozenset(
    {State.PUBLISHED, State.ARCHIVED, State.WITHDRAWN, State.REPLACED, State.REMOVED}
)


def follow_edit(brief: Brief, *, text_changed: bool) -> None:
    """Let the state follow a save: a settled brief becomes the draft of its next edition.

    In the transaction that keeps the new version. A save that changed passages of evidence
    alone changes no text: a brief whose text readers see stays so.
    """
    row = Brief.objects.filter(pk=brief.pk)
    state, shelved = row.values_list("state", "shelved_version").get()
    if not text_changed:
        if shelved == brief.version - 1:
            row.update(shelved_version=brief.version)
        return
    if State(state) in SETTLED:
        move(brief, State.DRAFT)


def move(brief: Brief, to: State) -> None:
    """Put a brief in a state; an edit it isn't, so its version and last edit stay."""
    brief.state = to
    Brief.objects.filter(pk=brief.pk).update(state=to)
