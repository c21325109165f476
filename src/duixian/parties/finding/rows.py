"""The words by which organisations, people, earlier grants and agreements are found; the index over them is the database's own (token_index.py)."""

from django.db import models

from duixian.parties.finding.tokens import TokensField


class OrganisationText(models.Model):
    """Kept by parties.finding.organisations alone."""

    organisation = models.OneToOneField(
        "parties.Organisation", models.CASCADE, related_name="search_text"
    )
    tokens = TokensField()


class PersonText(models.Model):
    """Kept by parties.finding.people alone."""

    person = models.OneToOneField("parties.Person", models.CASCADE, related_name="search_text")
    tokens = TokensField()


class EarlierText(models.Model):
    """Kept by parties.finding.earlier alone."""

    grant = models.OneToOneField("parties.EarlierGrant", models.CASCADE, related_name="search_text")
    tokens = TokensField()


class AgreementText(models.Model):
    """Kept by parties.agreements alone: the number and the title; the enterprise's words are its own."""

    agreement = models.OneToOneField(
        "parties.Agreement", models.CASCADE, related_name="search_text"
    )
    tokens = TokensField()
