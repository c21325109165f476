"""The people of a site that a browser visits: run as a program, in that site's settings."""

import django


def settle() -> None:
    """A member of a centre without a second factor, an officer with the demo's, an applicant."""
    from duixian.parties.roles import Role  # noqa: PLC0415
    from duixian.parties.signin import demo_codes  # noqa: PLC0415
    from tests.signin.support import account  # noqa: PLC0415

    account("wang", Role.CENTRE)
    demo_codes.enrol(account("chen", Role.OFFICER, Role.LEADING_GROUP))
    account("li", Role.APPLICANT_OWNER)


if __name__ == "__main__":
    django.setup()
    settle()
