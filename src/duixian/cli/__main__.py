"""`python -m duixian.cli`: the same as `duixian`, for the interpreter at hand."""

from duixian.cli.app import main

main()
