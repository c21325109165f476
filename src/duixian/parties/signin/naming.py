"""What sign-up asks beyond allauth's own fields: the natural person's name."""

from django import forms
from django.http import HttpRequest

from duixian.kernel.names import BadText, read_name
from duixian.parties.models import Account


class NamedSignup(forms.Form):
    """Base of both sign-up forms (password, OIDC)."""

    field_order = ["name", "username", "email", "password1", "password2"]

    name = forms.CharField(label="姓名", max_length=60)

    def clean_name(self) -> str:
        """The name as it is kept."""
        try:
            return read_name(self.cleaned_data["name"], "姓名", 60)
        except BadText as error:
            raise forms.ValidationError(str(error)) from None

    def signup(self, request: HttpRequest, user: Account) -> None:
        """The adapter has done it."""
