"""One of several processes that post at the same moment; it sets Django up for itself."""


def client(given: tuple[int, int, int, int]) -> int:
    """One process that posts for some seconds; how many transfers it posted. `lines` 1: everybody on one hot account."""
    number, seconds, lines, batch = given
    import django  # noqa: PLC0415 - each process sets Django up for itself

    django.setup()
    from bench.ledger import posting  # noqa: PLC0415

    return posting.post_for(number, seconds, lines, batch)
