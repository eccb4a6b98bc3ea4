"""Former addresses: whoever asks for a noun by an old slug is led on to where it lives now.

Triggers in the database (`triggers.py`) write them whenever a slug changes, by whatever way,
and refuse a slug that leads to another noun: what is cited stays. A row names its noun by key,
so that a chain of renamings is one step, and leads nowhere while no noun has the key.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from briefs.models.names import SLUG_LENGTH

# The nouns that readers find by slug, by the name of their model: the field that has the key.
ADDRESSED = {
    **dict.fromkeys(("actor", "topic", "agreement", "event", "tag", "region"), "key"),
    "publication": "brief_key",
}


class FormerAddressQuerySet(models.QuerySet["FormerAddress"]):
    """Former addresses by what is asked of them."""

    def of(self, noun: models.Model) -> "FormerAddressQuerySet":
        """Those that lead to a noun."""
        name = noun._meta.model_name or ""
        return self.filter(noun=name, key=getattr(noun, ADDRESSED[name]))

    def leading_to[M: models.Model](self, nouns: "models.QuerySet[M]", slug: str) -> M | None:
        """Which of the nouns once had the slug; None where none has."""
        name = nouns.model._meta.model_name or ""
        keys = self.filter(noun=name, slug=slug).values("key")
        return nouns.filter(**{f"{ADDRESSED[name]}__in": keys}).first()

    def renamed(
        self, asked: Mapping[Any, Collection[str]]
    ) -> dict[type[models.Model], dict[str, Any]]:
        """Those of some slugs that are former ones, each with the noun that it leads to.

        One query, and one for each sort of noun that was renamed.
        """
        wanted = models.Q()
        for model, slugs in asked.items():
            wanted |= models.Q(noun=model._meta.model_name, slug__among=slugs)
        keys: dict[str, dict[str, Any]] = defaultdict(dict)
        for noun, slug, key in self.filter(wanted).values_list("noun", "slug", "key"):
            keys[noun][slug] = key
        return {model: _alive(model, keys[model._meta.model_name or ""]) for model in asked}


def _alive(model: type[models.Model], keys: Mapping[str, Any]) -> dict[str, Any]:
    """Former slugs with their nouns. (A noun that has a slug comes before one that had it.)"""
    if not keys:
        return {}
    known = models.Q(key__in=keys.values()) | models.Q(slug__in=keys)
    nouns = {noun.key: noun for noun in model._default_manager.filter(known)}  # type: ignore[attr-defined]
    taken = {noun.slug for noun in nouns.values()}  # type: ignore[attr-defined]
    return {slug: nouns[key] for slug, key in keys.items() if key in nouns and slug not in taken}


class FormerAddress(models.Model):
    """A slug that a noun once had."""

    noun = models.CharField(_("noun"), max_length=20)
    slug = models.SlugField(_("slug"), max_length=SLUG_LENGTH, allow_unicode=True)
    key = models.UUIDField(_("key"))

    objects = FormerAddressQuerySet.as_manager()

    class Meta:
        verbose_name = _("former address")
        verbose_name_plural = _("former addresses")
        indexes = [models.Index(fields=["noun", "key"], name="former_address_by_noun")]
        constraints = [models.UniqueConstraint(fields=["noun", "slug"], name="former_address_once")]

    def __str__(self) -> str:
        return self.slug


class AddressField(models.SlugField):  # type: ignore[type-arg]
    """A slug that is no former address of another noun."""

    def validate(self, value: str, model_instance: models.Model | None) -> None:
        """Refuse an address that readers are led from to another noun."""
        super().validate(value, model_instance)
        if model_instance is None:
            return
        model = type(model_instance)
        key = ADDRESSED[model._meta.model_name or ""]
        others = model._default_manager.exclude(**{key: getattr(model_instance, key)})
        if other := FormerAddress.objects.leading_to(others, value):
            raise ValidationError(
                _("Readers are led from “%(slug)s” to “%(noun)s”: choose another."),
                code="leads-elsewhere",
                params={"slug": value, "noun": other},
            )


def address_field() -> "models.SlugField[str, str]":
    """The slug of a noun that readers find by it."""
    return AddressField(
        _("slug"),
        max_length=SLUG_LENGTH,
        unique=True,
        allow_unicode=True,
        help_text=_("The last part of its address. Renamed, the old one leads on to it."),
    )
