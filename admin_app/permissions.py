"""Who may do what: the one table of roles and permissions.

|                                       | admin               | editor              | support |
|---------------------------------------|---------------------|---------------------|---------|
| courses, lessons, descriptions, assets | read, write, delete | read, write, delete | read    |
| personalized descriptions             | read, write, delete | read, write, delete | read    |
| profiles and surveys                  | read, write, delete | read                | read    |
| preview                               | yes                 | yes                 | yes     |
| history; restore                      | yes; yes            | yes; content only   | read    |
| export                                | yes                 | content only        | no      |
| users; who looked at whom             | yes                 | no                  | no      |
"""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from admin_app.words import _l


class Role(StrEnum):
    """What a person is here for; each has one."""

    ADMIN = "admin"
    EDITOR = "editor"
    SUPPORT = "support"

    @property
    def label(self) -> str:
        """How people call it."""
        return str(_LABELS[self])


_LABELS = {Role.ADMIN: _l("Administrator"), Role.EDITOR: _l("Editor"), Role.SUPPORT: _l("Support")}


class Permission(StrEnum):
    """What can be allowed: a subject and what is done with it.

    Content is courses, lessons, standard descriptions and assets; personalized is learners' own descriptions.
    """

    CONTENT_READ = "content:read"
    CONTENT_WRITE = "content:write"
    CONTENT_DELETE = "content:delete"
    CONTENT_EXPORT = "content:export"
    CONTENT_RESTORE = "content:restore"
    PERSONALIZED_READ = "personalized:read"
    PERSONALIZED_WRITE = "personalized:write"
    PERSONALIZED_DELETE = "personalized:delete"
    PERSONALIZED_EXPORT = "personalized:export"
    PERSONALIZED_RESTORE = "personalized:restore"
    PROFILES_READ = "profiles:read"
    PROFILES_WRITE = "profiles:write"
    PROFILES_DELETE = "profiles:delete"
    PROFILES_EXPORT = "profiles:export"
    PROFILES_RESTORE = "profiles:restore"
    PREVIEW_READ = "preview:read"
    HISTORY_READ = "history:read"
    VIEWS_READ = "views:read"
    USERS_MANAGE = "users:manage"


_SUPPORT = frozenset(
    {
        Permission.CONTENT_READ,
        Permission.PERSONALIZED_READ,
        Permission.PROFILES_READ,
        Permission.PREVIEW_READ,
        Permission.HISTORY_READ,
    }
)
_EDITOR = _SUPPORT | {
    Permission.CONTENT_WRITE,
    Permission.CONTENT_DELETE,
    Permission.CONTENT_EXPORT,
    Permission.CONTENT_RESTORE,
    Permission.PERSONALIZED_WRITE,
    Permission.PERSONALIZED_DELETE,
}

GRANTS: Mapping[Role, frozenset[Permission]] = MappingProxyType(
    {Role.ADMIN: frozenset(Permission), Role.EDITOR: _EDITOR, Role.SUPPORT: _SUPPORT}
)
# The subject of each table, by its name in addresses.
SUBJECTS: Mapping[str, str] = MappingProxyType(
    {
        "courses": "content",
        "lessons": "content",
        "lesson-descriptions": "content",
        "lesson-assets": "content",
        "personalized-lesson-descriptions": "personalized",
        "profiles": "profiles",
    }
)


def only_reads(role: Role) -> bool:
    """Whether a role changes nothing, so that its requests can be held to reading by the database itself."""
    return all(permission.endswith(":read") for permission in GRANTS[role])
