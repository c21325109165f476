"""How people of the cast come in: enterprises' clerks by the sign-up form, officials by two admins; made-up numbers."""

from collections.abc import Iterator
from contextlib import contextmanager

from allauth.account.adapter import get_adapter
from allauth.account.forms import SignupForm
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest
from stdnum.iso7064 import mod_11_2

from duixian.demo import cast
from duixian.parties import people
from duixian.parties.models import Account

SURNAMES = "方袁苏白林叶江秦唐尹季陆"
GIVEN = ("知行", "望舒", "子衿", "思远", "清和", "若水", "景行", "嘉木", "云起", "以宁")
# Networks that are kept for documentation: nobody has these addresses.
ADDRESS = "192.0.2.{}"
DOMAIN = "demo.example"


def name(number: int) -> str:
    """A name that is nobody's in particular; different for the first 120."""
    return SURNAMES[number % len(SURNAMES)] + GIVEN[number // len(SURNAMES) % len(GIVEN)]


def identity(number: int) -> str:
    """A 证件号 that passes the check and belongs to nobody: no area of the country has the number 990000."""
    plain = f"99000019800101{number:03d}"
    return plain + mod_11_2.calc_check_digit(plain)


def mobile(number: int) -> str:
    """A number that is plainly made up."""
    return f"1300000{number:04d}"


def email(login: str) -> str:
    """`.example` leads nowhere."""
    return f"{login}@{DOMAIN}"


@contextmanager
def quick_hashes() -> Iterator[None]:
    """Hash with little work while a hundred passwords that everybody may know are set; signing in makes them strong."""
    hasher = Argon2PasswordHasher
    usual = hasher.time_cost, hasher.memory_cost, hasher.parallelism
    hasher.time_cost, hasher.memory_cost, hasher.parallelism = 1, 1024, 1
    try:
        yield
    finally:
        hasher.time_cost, hasher.memory_cost, hasher.parallelism = usual


def sign_up(login: str, number: int) -> Account:
    """An account made with the sign-up form, and its natural person introduced."""
    request = HttpRequest()
    request.META["REMOTE_ADDR"] = ADDRESS.format(number)
    request.user, request.session = AnonymousUser(), SessionBase()
    typed = {"name": name(number), "username": login, "email": email(login)}
    form = SignupForm(data={**typed, "password1": cast.PASSWORD, "password2": cast.PASSWORD})
    assert form.is_valid(), form.errors
    account, _ = form.try_save(request)
    assert isinstance(account, Account)
    people.introduce(account, name=name(number), identity=identity(number), mobile=mobile(number))
    return account


def choose_password(account: Account, password: str) -> None:
    """As the account's owner does, when it was handed over or has grown old."""
    get_adapter().set_password(account, password)
