"""The table of roles: every pair both ways, every place, and the pairs that the text of the duties forbids."""

from itertools import product

import pytest

from duixian.parties import roles
from duixian.parties.roles import SECOND_ADMIN, STAFF, TABLE, Kind, Role

PAIRS = list(product(Role, Role))
# Said a second time, by hand: whoever changes the table must change this too.
TOGETHER = {
    frozenset(pair)
    for pair in [
        (Role.APPLICANT, Role.APPLICANT_OWNER),
        (Role.APPLICANT, Role.EXPERT),
        (Role.APPLICANT_OWNER, Role.EXPERT),
        (Role.CENTRE, Role.EXPERT),
        (Role.OFFICER, Role.APPROVER),
        (Role.OFFICER, Role.LEADING_GROUP),
        (Role.APPROVER, Role.LEADING_GROUP),
    ]
}


@pytest.mark.parametrize(("one", "other"), PAIRS)
def test_every_pair_is_as_said_by_hand_and_the_same_both_ways(one: Role, other: Role) -> None:
    expected = one != other and frozenset((one, other)) not in TOGETHER
    assert roles.incompatible(one, other) is expected
    assert roles.incompatible(other, one) is expected


def test_there_are_a_hundred_and_twenty_one_pairs() -> None:
    assert len(PAIRS) == 121


@pytest.mark.parametrize(("role", "kind"), list(product(Role, Kind)))
def test_a_role_has_one_kind_of_place(role: Role, kind: Kind) -> None:
    why = roles.refusal(role, frozenset(), kind)
    assert (why is None) is (TABLE[role].at == kind)
    assert why is None or f"不能设在{roles.KIND_NAMES[kind]}" in why


def test_the_refusal_names_the_other_role() -> None:
    why = roles.refusal(Role.RELEASER, frozenset({Role.PREPARER}), Kind.FINANCE)
    assert why == "同一个人不能既是“财政审核岗”又是“财政拨付岗”（不相容岗位分离）"


def test_an_admin_and_an_auditor_hold_nothing_else() -> None:
    for role in set(Role) - {Role.ADMIN}:
        assert roles.incompatible(Role.ADMIN, role)
    for role in set(Role) - {Role.AUDITOR}:
        assert roles.incompatible(Role.AUDITOR, role)


def test_staff_is_everybody_but_applicants_and_money_needs_a_second_admin() -> None:
    assert set(Role) - STAFF == {Role.APPLICANT, Role.APPLICANT_OWNER}
    assert {Role.APPROVER, Role.PREPARER, Role.RELEASER, Role.ADMIN} == SECOND_ADMIN
    assert all(roles.name(role) for role in Role)
