"""The people of these tests: valid numbers, organisations, viewers of every role."""

from itertools import count

from stdnum.cn import uscc
from stdnum.iso7064 import mod_11_2

from duixian.files.models import StoredFile
from duixian.parties import sealing
from duixian.parties.access import Viewer
from duixian.parties.initials import initials
from duixian.parties.models import Account, Membership, Organisation, Person, Registration
from duixian.parties.registrations import Wanted
from duixian.parties.roles import TABLE, Kind, Role

_numbers = count(1)


def credit_code(number: int) -> str:
    """A valid 统一社会信用代码 of a made-up firm in Putuo."""
    plain = f"91310107{number:09d}"
    return plain + uscc.calc_check_digit(plain)


def identity(number: int) -> str:
    """A valid 身份证号 of nobody."""
    plain = f"31010719800101{number:03d}"
    return plain + mod_11_2.calc_check_digit(plain)


def organisation(kind: Kind, name: str = "", **more: object) -> Organisation:
    number = next(_numbers)
    called = name or f"{kind.value}{number}"
    if kind == Kind.APPLICANT:
        more = {"code": credit_code(20_000_000 + number), **more}
    return Organisation.objects.create(kind=kind, name=called, pinyin=initials(called), **more)


def account(name: str = "", *, number: int | None = None, email: str = "") -> Account:
    """A new person with an account; `number` gives them an identity."""
    one = next(_numbers)
    called = name or f"人{one}"
    hashed = None if number is None else sealing.identity_hash(identity(number))
    person = Person.objects.create(name=called, pinyin=initials(called), identity_hash=hashed)
    login = f"user{one}"
    return Account.objects.create(
        username=login, email=email or f"{login}@example.cn", person=person
    )


def viewer(
    role: Role, at: Organisation | None = None, who: Account | None = None, name: str = ""
) -> Viewer:
    """Somebody who holds the role, at a new organisation unless one is given."""
    where = at or organisation(TABLE[role].at)
    someone = who or account(name)
    assert someone.person is not None
    Membership.objects.create(person=someone.person, organisation=where, role=role)
    return Viewer(account=someone, person=someone.person, role=role, organisation=where)


def licence(person: Person) -> StoredFile:
    """A licence that the store admitted, as its row says."""
    return StoredFile.objects.create(
        name="营业执照.pdf", kind="pdf", size=1, sha256=f"{next(_numbers):064d}", scanned_by="clamd",
        uploaded_by=person.pk,
    )  # fmt: skip


def registrant(number: int, name: str = "") -> Account:
    """Somebody introduced by 证件号, ready to register."""
    return account(name, number=number)


def wanted(who: Account, centre: Organisation, *, code: str, **more: str) -> Wanted:
    """A complete registration."""
    assert who.person is not None
    return Wanted(
        code=code, name=more.pop("name", "上海云帆智能科技有限公司"), centre=centre.pk, contact="13800138000",
        licence=licence(who.person).pk, kind=more.pop("kind", Registration.Kind.NEW), **more,
    )  # fmt: skip
