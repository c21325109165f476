"""Every address of the product, read off the resolver: nothing here has to be kept by hand."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import NoReverseMatch, URLPattern, URLResolver, get_resolver, reverse

__all__ = ["Address", "NoReverseMatch", "every"]


@dataclass(frozen=True, kw_only=True)
class Address:
    """One pattern: its name (of the API with `api:` before it; its own address where it has none) and parameters."""

    name: str
    lookup: str
    route: str
    params: tuple[str, ...]

    def path(self, given: dict[str, Any]) -> str:
        """The address with its parameters filled in; what is given and not needed is left out."""
        if not self.lookup:
            return f"/{self.route}"
        return reverse(self.lookup, kwargs={name: given[name] for name in self.params})


def every() -> list[Address]:
    """All of them, in the order of the site map."""
    return list(_walk(get_resolver().url_patterns, "", ""))


def _walk(patterns: list[Any], before: str, space: str) -> Iterator[Address]:
    for one in patterns:
        route = before + str(one.pattern)
        if isinstance(one, URLResolver):
            inner = f"{space}{one.namespace}:" if one.namespace else space
            yield from _walk(one.url_patterns, route, inner)
        elif isinstance(one, URLPattern):
            yield _address(one, route, space)


def _address(one: URLPattern, route: str, space: str) -> Address:
    plain = re.sub(r"\(\?P(<\w+>)[^)]*\)", r"\1", route).replace("^", "").replace("$", "")
    lookup = f"{space}{one.name}" if one.name else ""
    name = re.sub(r"^api[^:]*:", "api:", lookup) or f"/{plain}"
    params = tuple(re.findall(r"<(?:\w+:)?(\w+)>", plain))
    return Address(name=name, lookup=lookup, route=plain, params=params)
