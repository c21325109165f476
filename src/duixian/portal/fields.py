"""The fields of forms, which live in duixian.web.fields, under the name that the pages of the public know them by."""

from duixian.web.fields import (
    NO,
    OF,
    YES,
    AmountField,
    DayField,
    LevelField,
    ListField,
    OptionField,
    QuantityField,
    YesNoField,
)

__all__ = [
    "NO", "OF", "YES", "AmountField", "DayField", "LevelField", "ListField", "OptionField", "QuantityField",
    "YesNoField",
]  # fmt: skip
