"""Term: a figure or provision of an agreement, as its source writes it and as it compares."""

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from briefs.models.agreement import Agreement
from briefs.models.claims import Claims
from briefs.models.names import Keyed
from briefs.models.quantity import MeasuredField, QuantityField, measured


class Term(Keyed):
    """A figure or provision of an agreement: a claim."""

    agreement = models.ForeignKey(
        Agreement, models.CASCADE, related_name="terms", verbose_name=_("agreement")
    )
    label = models.CharField(_("what"), max_length=200)
    value = models.CharField(_("value"), max_length=200, help_text=_("As the source writes it."))
    unit = models.CharField(_("unit"), max_length=100, blank=True)
    quantity = QuantityField(
        _("to be converted"),
        help_text=_("The same as a number and a unit: 1100 km, 16 billion m^3/year, 2.5e9 USD."),
    )
    measured = MeasuredField(of="quantity")
    price_year = models.PositiveSmallIntegerField(
        _("prices of"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1000), MaxValueValidator(9999)],
        help_text=_("Of money: the year whose prices it is in."),
    )

    objects = Claims["Term"].as_manager()

    class Meta:
        verbose_name = _("term")
        verbose_name_plural = _("terms")
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.label}: {self.written}"

    @property
    def written(self) -> str:
        """Value and unit as the source writes them."""
        return f"{self.value} {self.unit}".strip()

    def clean(self) -> None:
        if self.price_year is None:
            return
        try:
            found = measured(self.quantity)
        except ValidationError:
            return  # the field says so
        if not (found and found["currency"]):
            raise ValidationError({"price_year": _("Only money has prices: name its currency.")})
