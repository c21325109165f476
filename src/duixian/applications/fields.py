"""The fields of a draft that are merged one by one: the facts by identifier, and two that no fact can be called."""

from typing import Any

from duixian.applications.models import Application

# No fact's identifier has a hyphen.
OTHER_SUPPORT, SUBJECT = "other-support", "case-subject"
LINES, EVIDENCE, PROFILE, ACCOUNT = "lines", "evidence", "profile", "account"


def of(application: Application) -> dict[str, Any]:
    """Everything that `save` may change, as it is now."""
    return {
        **application.answers, OTHER_SUPPORT: application.other_support, SUBJECT: application.subject or None,
    }  # fmt: skip
