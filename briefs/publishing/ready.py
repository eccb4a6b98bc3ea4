"""What keeps a draft from being shown to colleagues: all that keeps it from readers, but time."""

from django.utils import timezone

from briefs.editorial.transitions import Refused
from briefs.models.brief import Brief
from briefs.publishing.checklist import faults
from briefs.publishing.draft import compose
from briefs.publishing.problems import Problem


class NotReady(Refused):
    """A review would be of a text that can't be published; `problems` says why, field by field."""

    def __init__(self, problems: list[Problem]) -> None:
        text = " ".join(problem.message for problem in problems)
        super().__init__(text, field=problems[0].field)
        self.problems = problems


def check_ready(brief: Brief) -> None:
    """Raise NotReady unless the text could be published.

    An embargo and a day to come stop no review, for it is done in that time; what changed is
    said when it is published.
    """
    if problems := faults(compose(brief, on=brief.published_on or timezone.localdate())):
        raise NotReady(problems)
