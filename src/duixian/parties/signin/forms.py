"""A one-time code is spent by being used to set the authenticator up, as by any other use."""

from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.totp.internal.auth import TOTP


class ActivateForm(ActivateTOTPForm):  # type: ignore[misc]
    """The first code proves the set-up, and is then used up like any other."""

    def clean_code(self) -> str:
        """The code."""
        code: str = super().clean_code()
        once = TOTP(Authenticator(user=self.user, data={}))
        if not once._mark_code_used(code):
            raise get_adapter().validation_error("incorrect_code")
        return code
