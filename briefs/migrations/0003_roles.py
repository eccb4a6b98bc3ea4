"""The groups author, editor, publisher, administrator (briefs.editorial.roles)."""

from django.apps import apps as installed
from django.contrib.auth.management import create_permissions
from django.contrib.contenttypes.management import create_contenttypes
from django.db import migrations

from briefs.editorial.roles import ROLES, establish


def make(apps, schema_editor):
    # Django makes permissions after all migrations; the groups need them now.
    for label in ("briefs", "auth"):
        config = installed.get_app_config(label)
        create_contenttypes(config, verbosity=0, using=schema_editor.connection.alias)
        create_permissions(config, verbosity=0, using=schema_editor.connection.alias)
    establish(apps.get_model("auth", "Group"), apps.get_model("auth", "Permission"))


def drop(apps, schema_editor):
    apps.get_model("auth", "Group").objects.filter(name__in=ROLES).delete()


class Migration(migrations.Migration):
    dependencies = [
        ("briefs", "0002_fulltext"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [migrations.RunPython(make, drop)]
