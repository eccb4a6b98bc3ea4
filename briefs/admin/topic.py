"""Topics: the tree of subjects."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from briefs.admin.fields import NamesField
from briefs.admin.mergeable import Mergeable
from briefs.admin.noun import NounForm, languages
from briefs.models.topic import Topic


class TopicForm(NounForm):
    """A topic, its names by the line."""

    names = NamesField()


@admin.register(Topic)
class TopicAdmin(Mergeable):
    """Subjects of briefs."""

    form = TopicForm
    list_display = ["name", "parent", languages, "slug"]
    list_select_related = ["parent"]
    list_filter = [("parent", admin.RelatedOnlyFieldListFilter)]
    search_fields = ["name", "slug", "definition"]
    ordering = ["name"]
    prepopulated_fields = {"slug": ["name"]}
    autocomplete_fields = ["parent"]
    fieldsets = [
        (None, {"fields": ["name", "slug", "names"]}),
        (_("Its place among the topics"), {"fields": ["parent", "definition"]}),
    ]
