"""Images: uploaded here, and pasted into bodies as Markdown."""

from django.conf import settings
from django.contrib import admin
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from briefs.admin.file_erasure import tombstone
from briefs.admin.noun import NounForm
from briefs.admin.upload import UploadAdmin, UploadField
from briefs.models.image import Image
from briefs.uploads import Picture, finished_picture


class ImageForm(NounForm):
    """A new image."""

    upload = UploadField(
        finished_picture,
        accept="image/png,image/jpeg,image/webp",
        help_text=format_lazy(
            _(
                "PNG, JPEG or WebP, at most {most} MB. Only the picture itself is kept, "
                "not where, when and with what it was taken."
            ),
            most=settings.UPLOAD_MAX_MB,
        ),
    )


@admin.register(Image)
class ImageAdmin(UploadAdmin):
    """Pictures."""

    add_form = ImageForm
    words = ("alt", "credit")
    about = ("picture",)
    list_display = ["thumbnail", "alt", "credit", "dimensions", "markdown", "uploaded_at"]
    list_display_links = ["thumbnail"]
    list_editable = ["alt", "credit"]
    search_fields = ["alt", "credit", "file"]

    def keep(self, row: Image, upload: Picture) -> None:
        row.show(upload)

    @admin.display(description=_("image"))
    def thumbnail(self, image: Image) -> SafeString:
        """The smallest copy; its words stand beside it."""
        if image.erased_at:
            return format_html("<em>{}</em>", _("erased"))
        return format_html(
            '<img class="thumbnail" src="{}" width="{}" height="{}" alt="" loading="lazy">',
            *(image.thumbnail, image.width, image.height),
        )

    @admin.display(description=_("image"))
    def picture(self, image: Image) -> SafeString:
        """The image as readers get it."""
        if image.erased_at:
            return tombstone(image)
        return format_html(
            '<img class="picture" src="{}" width="{}" height="{}" alt="{}">{}',
            *(image.file.url, image.width, image.height, image.alt, self.dimensions(image)),
        )

    @admin.display(description=_("pixels"))
    def dimensions(self, image: Image) -> SafeString:
        """Width and height, in this order in every script."""
        return format_html('<bdi dir="ltr">{}\u00a0×\u00a0{}</bdi>', image.width, image.height)
