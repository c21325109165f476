"""The rounds desk: officers make rounds and amendments, approvers publish them."""
