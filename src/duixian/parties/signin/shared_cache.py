"""A cache in the database, shared by all processes: Django's own counts all its rows at every write, this one never."""

import secrets
from datetime import timedelta
from typing import Any

from django.core.cache.backends.base import DEFAULT_TIMEOUT, BaseCache
from django.db import IntegrityError, transaction

from duixian.kernel import clock

SWEEP_ONCE_IN = 50
LONGEST = timedelta(days=1)


class SharedCache(BaseCache):
    """Values are JSON. `add` is atomic, which is all that allauth's locks and one-time codes need."""

    def __init__(self, server: str, params: dict[str, Any]) -> None:
        super().__init__(params)

    def get(self, key: str, default: Any = None, version: int | None = None) -> Any:
        """The value while it lasts."""
        found = _rows().filter(key=self._key(key, version), expires_at__gt=clock.now()).first()
        return default if found is None else found.value

    def set(
        self, key: str, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None
    ) -> None:
        """Keep a value."""
        _rows().update_or_create(
            key=self._key(key, version),
            defaults={"value": value, "expires_at": self._end(timeout)},
        )
        _sweep_sometimes()

    def add(
        self, key: str, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None
    ) -> bool:
        """Keep a value unless one is there; of many who try at once, one gets True."""
        name = self._key(key, version)
        try:
            with transaction.atomic():
                _rows().filter(key=name, expires_at__lte=clock.now()).delete()
                _rows().create(key=name, value=value, expires_at=self._end(timeout))
        except IntegrityError:
            return False
        return True

    def touch(self, key: str, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        """Let a value last longer."""
        there = _rows().filter(key=self._key(key, version), expires_at__gt=clock.now())
        return bool(there.update(expires_at=self._end(timeout)))

    def delete(self, key: str, version: int | None = None) -> bool:
        """Forget a value."""
        return bool(_rows().filter(key=self._key(key, version)).delete()[0])

    def clear(self) -> None:
        """Forget all."""
        _rows().all().delete()

    def _key(self, key: str, version: int | None) -> str:
        return self.make_and_validate_key(key, version=version)

    def _end(self, timeout: Any) -> Any:
        seconds = self.default_timeout if timeout is DEFAULT_TIMEOUT else timeout
        lasting = LONGEST if seconds is None else timedelta(seconds=seconds)
        return clock.now() + min(lasting, LONGEST)


def _rows() -> Any:
    # The cache is set up before the models are.
    from duixian.parties.signin.store import Remembered  # noqa: PLC0415

    return Remembered.objects


def _sweep_sometimes() -> None:
    if secrets.randbelow(SWEEP_ONCE_IN) == 0:
        _rows().filter(expires_at__lt=clock.now()).delete()
