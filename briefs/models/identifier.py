"""Identifier: what another registry calls an actor, checked as that registry would."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from briefs import countries
from briefs.models.actor import Actor, ActorKind
from briefs.models.names import ByKey, Keyed

_BASE_32 = "0123456789abcdefghjkmnpqrstvwxyz"  # Crockford's: no i, l, o, u


class Scheme(models.TextChoices):
    """Whose identifier it is."""

    ISO = "iso", "ISO 3166"
    WIKIDATA = "wikidata", "Wikidata"
    ORCID = "orcid", "ORCID"
    ROR = "ror", "ROR"


def _is_orcid(value: str) -> bool:
    """Whether the last character is ISO 7064's check of the others (MOD 11-2)."""
    total = 0
    for digit in value.replace("-", "")[:-1]:
        total = (total + int(digit)) * 2
    check = (12 - total % 11) % 11
    return value[-1] == ("X" if check == 10 else str(check))


def _is_ror(value: str) -> bool:
    """Whether the last two digits are ISO 7064's check of the others (MOD 97-10)."""
    number = 0
    for char in value[:-2]:
        number = number * 32 + _BASE_32.index(char)
    return int(value[-2:]) == 98 - number * 100 % 97


_MISTYPED = _("A character is mistyped: the check digits don't fit.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Registry:
    """How a registry's identifiers look, `plainly` written; which are good; where they lead.

    `kinds` are those of the actors that it has.
    """

    shape: re.Pattern[str]
    example: str
    plainly: Callable[[str], str]
    page: str
    kinds: frozenset[ActorKind] = frozenset(ActorKind)
    is_good: Callable[[str], bool] = bool
    problem: str | Promise = _MISTYPED


REGISTRIES = {
    Scheme.ISO: Registry(
        shape=re.compile(r"[A-Z]{2}|[A-Z]{4}"),
        example="PK",
        plainly=str.upper,
        page="https://www.iso.org/obp/ui/#iso:code:3166:{}",
        kinds=frozenset({ActorKind.STATE}),
        is_good=countries.is_code,
        problem=_("ISO 3166 has no country with this code."),
    ),
    Scheme.WIKIDATA: Registry(
        shape=re.compile(r"Q[1-9][0-9]*"),
        example="Q843",
        plainly=str.upper,
        page="https://www.wikidata.org/wiki/{}",
    ),
    Scheme.ORCID: Registry(
        shape=re.compile(r"([0-9]{4}-){3}[0-9]{3}[0-9X]"),
        example="0000-0002-1825-0097",
        plainly=lambda value: "-".join(re.findall(r".{1,4}", value.upper().replace("-", ""))),
        page="https://orcid.org/{}",
        kinds=frozenset({ActorKind.PERSON}),
        is_good=_is_orcid,
    ),
    Scheme.ROR: Registry(
        shape=re.compile(rf"0[{_BASE_32}]{{6}}[0-9]{{2}}"),
        example="05dxps055",
        plainly=str.lower,
        page="https://ror.org/{}",
        kinds=frozenset({ActorKind.ORGANISATION, ActorKind.BODY}),
        is_good=_is_ror,
    ),
}


class Identifier(Keyed):
    """What another registry calls the actor."""

    actor = models.ForeignKey(Actor, models.CASCADE, related_name="identifiers")
    scheme = models.CharField(_("registry"), max_length=20, choices=Scheme)
    value = models.CharField(
        _("identifier"), max_length=100, help_text=_("Or the address of its page there.")
    )

    objects = ByKey["Identifier"].as_manager()

    class Meta:
        verbose_name = _("identifier")
        verbose_name_plural = _("identifiers")
        ordering = ["scheme"]
        constraints = [
            models.UniqueConstraint(
                fields=["actor", "scheme"],
                name="identifier_once_an_actor",
                violation_error_message=_("The actor has an identifier of this registry already."),
            ),
            models.UniqueConstraint(
                fields=["scheme", "value"],
                name="identifier_of_one_actor",
                violation_error_message=_("Another actor has this identifier."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_scheme_display()} {self.value}"

    def get_absolute_url(self) -> str:
        """The actor's page at the registry."""
        return REGISTRIES[Scheme(self.scheme)].page.format(self.value)

    def clean(self) -> None:
        if self.scheme not in Scheme.values:
            return
        registry = REGISTRIES[Scheme(self.scheme)]
        self.value = registry.plainly(_bare(self.value))
        if problem := self._problem(registry):
            raise ValidationError({"value": problem})

    def _problem(self, registry: Registry) -> str:
        """What is wrong, in a sentence; empty where nothing is."""
        said = {"scheme": self.get_scheme_display(), "example": registry.example}
        if not registry.shape.fullmatch(self.value):
            text = _("This is no %(scheme)s identifier; one looks like %(example)s.")
            return str(text) % said
        if not registry.is_good(self.value):
            return str(registry.problem)
        if self.actor.kind and self.actor.kind not in registry.kinds:
            said["kind"] = self.actor.get_kind_display()
            return str(_("No actor of this kind (%(kind)s) has a %(scheme)s identifier.")) % said
        others = Identifier.objects.filter(scheme=self.scheme, value=self.value)
        if other := others.exclude(actor_id=self.actor_id).select_related("actor").first():
            return str(_("“%(name)s” has this identifier.")) % {"name": other.actor}
        return ""


def _bare(value: str) -> str:
    """An identifier without the address that it may have been copied with."""
    return value.strip().partition("?")[0].rstrip("/").rpartition("/")[2].rpartition(":")[2]
