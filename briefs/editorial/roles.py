"""Who may do what: four roles, as Django groups, made by a migration and the institute's since."""

from typing import Any

# Each role has what the one before it has.
NOUNS = (
    *("actor", "agreement", "event", "evidence", "source", "tag", "topic", "region"),
    *("image", "attachment"),
)
ROWS = (
    *("actorname", "identifier", "position", "succession", "party", "milestone", "reservation"),
    *("term", "place", "body", "relation", "participant", "briefauthor"),
)
AUTHOR = (
    *("view_brief", "add_brief", "change_brief", "delete_brief"),
    *(f"{verb}_briefauthor" for verb in ("view", "add", "change", "delete")),
    # Neither tags nor the shelf, which name what others write or had to take back.
    *(f"view_{noun}" for noun in NOUNS if noun != "tag"),
    *("add_image", "add_attachment", "add_source"),
    *("add_evidence", "change_evidence"),
)
EDITOR = (
    *AUTHOR,
    *("edit_every_brief", "review_brief", "view_publication", "view_edition"),
    *(f"{verb}_{noun}" for verb in ("view", "add", "change", "delete") for noun in (*NOUNS, *ROWS)),
)
PUBLISHER = (*EDITOR, "publish_brief", "withdraw_brief")
ADMINISTRATOR = (*PUBLISHER, "erase_edition", "view_entry")

ROLES: dict[str, tuple[str, ...]] = {
    "author": AUTHOR,
    "editor": EDITOR,
    "publisher": PUBLISHER,
    "administrator": ADMINISTRATOR,
}
ACCOUNTS = tuple(
    f"{verb}_{noun}" for verb in ("view", "add", "change") for noun in ("user", "group")
)


def establish(group_model: Any, permission_model: Any) -> None:
    """Make the groups that are missing, with their permissions; leave those that are there."""
    for name, codenames in ROLES.items():
        group, made = group_model.objects.get_or_create(name=name)
        if not made:
            continue
        permissions = permission_model.objects.filter(
            content_type__app_label="briefs", codename__in=codenames
        )
        group.permissions.add(*permissions)
        if name == "administrator":
            group.permissions.add(
                *permission_model.objects.filter(
                    content_type__app_label="auth", codename__in=ACCOUNTS
                )
            )
