"""What is sent to each address that takes a form, as its page would send it; so that a POST goes the real way.

A new address whose line in matrix.txt has POST needs an entry here, in the file of its part, by its name:

    "office-thing-close": Body(typed={"reason": "已办结"}),           a button with a reason
    "office-thing-edit": Body(page=SELF, typed={"title": "新名称"}),  the form of its own page, one field filled in
    "office-thing-decide": Body(page="office-thing"),                 a form that stands on another page

`page` brings the hidden fields (versions, hashes) and what is filled in already; `typed` goes over it, and may be a
function of the world and the object. test_forms.py sends each as somebody who may, and wants to see that it writes;
where that can't be, `keeps_nothing` or `refused` say why. Whatever else is sent beside these fields must have no effect
(test_extra_fields.py): what the form has and shows only now and then is named in `own`.
"""

from tests.access.bodies import (
    account,
    deciding,
    desks,
    enterprise,
    filing,
    money,
    office,
    payments,
    rounds,
)
from tests.access.bodies.body import NOTHING, REFUSED, SELF, WRITES, Body

__all__ = ["BODIES", "NOTHING", "REFUSED", "SELF", "WRITES", "Body"]
PARTS = (
    rounds.FORMS,
    office.FORMS,
    desks.FORMS,
    enterprise.FORMS,
    filing.FORMS,
    deciding.FORMS,
    money.FORMS,
    payments.FORMS,
    account.FORMS,
)
BODIES: dict[str, Body] = {name: body for part in PARTS for name, body in part.items()}
