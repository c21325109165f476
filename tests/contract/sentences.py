"""Cuts the contract into its sentences: prose at full stops and semicolons, tables by row."""

import re


def without_code(text: str) -> str:
    """The page without its fenced examples."""
    return re.sub(r"```.*?```", "", text, flags=re.DOTALL)


def joined(text: str) -> list[str]:
    """Paragraphs, bullets and table rows, each on one line; headings dropped."""
    found: list[str] = []
    for raw in without_code(text).splitlines():
        line = raw.strip()
        begins = line.startswith(("- ", "|"))
        if not line or line.startswith(("#", "|-")):
            found.append("")
        elif begins or not found or not found[-1] or found[-1].startswith("|"):
            found.append(line)
        else:
            found[-1] += " " + line
    return [one for one in found if one]


def cut(prose: str) -> list[str]:
    """The sentences of one paragraph; what stands in brackets is not cut."""
    found, depth = [""], 0
    for word in prose.split(" "):
        found[-1] = f"{found[-1]} {word}".strip()
        depth += word.count("(") - word.count(")")
        if depth <= 0 and word.endswith((".", ";", ";)")):
            found.append("")
    return [one for one in found if one]


def sentences(text: str) -> list[str]:
    """Every sentence of the contract, in order; a row of a table is one."""
    found: list[str] = []
    for part in joined(text):
        found += [part] if part.startswith("|") else cut(part.removeprefix("- "))
    return found
