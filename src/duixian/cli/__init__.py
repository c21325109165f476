"""The `duixian` command: assess, match, policy, serve, version. Heavy parts load where they are used."""

from duixian.cli.app import main

__all__ = ["main"]
