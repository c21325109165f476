"""What somebody might add to a form: a field for every column there is, with a value they would like it to have."""

from typing import Any

from django.apps import apps
from django.db import models

# Beside the columns: names that programs often bind, and what their owner would wish.
OFTEN = {
    "status": "paid", "approved": "on", "approved_by": "1", "is_admin": "on", "is_staff": "on", "is_superuser": "on",
    "user": "1", "user_id": "1", "owner_id": "1", "permissions": "*", "next_state": "answered", "stepped_up": "on",
}  # fmt: skip
BIG, DAY, TEXT = "98765432100", "1999-01-01", "越权"


def wishes(which: int) -> dict[str, str]:
    """For each name one of the values worth trying, in turn."""
    found: dict[str, list[str]] = {name: [value] for name, value in OFTEN.items()}
    for model in apps.get_models():
        for field in model._meta.concrete_fields:
            for name in {field.name, field.attname}:
                known = found.setdefault(name, [])
                known += [one for one in _values(field) if one not in known]
    return {name: values[which % len(values)] for name, values in found.items() if values}


def _values(field: "models.Field[Any, Any]") -> list[str]:
    """The other choices, the objects that are there, on, a great sum, another day."""
    if field.choices:
        return [str(value) for value, _ in field.flatchoices][::-1]
    if isinstance(field, models.ForeignKey):
        there = field.related_model._default_manager.order_by("-pk")
        return [str(one) for one in there.values_list("pk", flat=True)[:2]]
    if isinstance(field, models.BooleanField):
        return ["on", "true"]
    if isinstance(field, models.DateField):
        return [DAY]
    if isinstance(field, models.JSONField):
        return ['{"越权": "on"}']
    return [BIG] if isinstance(field, models.IntegerField) else [TEXT]
