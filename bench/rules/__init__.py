"""The rules engine beside rules written by hand and beside OpenFisca."""
