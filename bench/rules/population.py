"""A district of enterprises as Parquet for `duixian match`: seeded, with the gaps real files have."""

import sys
from pathlib import Path

import duckdb

FIELDS = (
    *("ai", "big-data", "cloud", "games", "industrial-internet", "infosec"),
    *("smart-manufacturing", "robotics", "metaverse", "llm", "algorithms-and-compute"),
    *("future-intelligence", "future-space", "other"),
)
QUALIFICATIONS = (
    *("cmmi", "itss", "cs", "secret-integration", "icp-licence", "cisp", "ccrc", "cesscn"),
    *("llm-filing", "publishing-licence", "av-licence"),
)
# Money by its usual size in yuan, and the share of enterprises that have it at all.
MONEY = {
    "settle__granted_before": (0, 0.9),
    "office_rent__rent_paid": (600_000, 0.6),
    "office_purchase__price_paid": (40_000_000, 0.2),
    "office_purchase__granted_before": (0, 0.9),
    "rnd__project_spend": (3_000_000, 0.5),
    "qualification__granted_before": (60_000, 0.9),
    "game_licence__revenue": (2_000_000, 0.2),
    "game_licence__granted_before": (0, 0.9),
    "game_export__revenue_settled_domestically": (2_000_000, 0.15),
    "game_export__granted_before": (0, 0.9),
    "first_application__sales_received": (8_000_000, 0.2),
    "compute__compute_cost": (6_000_000, 0.4),
    "organisation__granted_before": (0, 0.9),
    "carrier__build_spend": (4_000_000, 0.1),
    "carrier_startup__granted_before": (0, 0.9),
    "showcase__self_used_rent": (700_000, 0.3),
    "showcase__fit_out_cost": (900_000, 0.3),
    "showcase__running_cost": (500_000, 0.3),
    "event_host__event_spend": (1_500_000, 0.2),
    "exhibition__registration_fee": (20_000, 0.4),
    "exhibition__booth_fee": (120_000, 0.4),
    "exhibition__build_fee": (150_000, 0.4),
    "exhibition__granted_before": (60_000, 0.9),
    "major_project__decided_amount": (8_000_000, 0.01),
}
YES_OR_NO = {  # the share that says yes, and the share that says anything
    "rnd__has_results": (0.8, 0.5),
    "rnd__open_project": (0.1, 0.6),
    "game_licence__licence_obtained": (0.7, 0.3),
    "game_licence__online": (0.8, 0.3),
    "game_export__overseas_online": (0.6, 0.25),
    "first_application__own_ip": (0.8, 0.4),
    "first_application__first_of_kind": (0.5, 0.3),
    "carrier_startup__in_carrier": (0.3, 0.7),
}


def chance(salt: str) -> str:
    """A number in [0, 1) for each row, the same on every machine."""
    return f"(hash(i, '{salt}') % 1000003 / 1000003.0)"


def one_of(salt: str, values: tuple[str, ...]) -> str:
    names = ", ".join(f"'{value}'" for value in values)
    return f"[{names}][1 + (hash(i, '{salt}') % {len(values)})::bigint]"


def unless(share: float, salt: str, value: str) -> str:
    """The value for a share of the rows, null for the others."""
    return f"case when {chance('known ' + salt)} < {share} then {value} end"


def money(name: str, usual: int, share: float) -> str:
    """Sizes spread over two orders of magnitude; a tenth lies on a round ten thousand."""
    if usual == 0:
        amount = f"case when {chance(name)} < 0.85 then 0 else 5000000 end"
    else:
        spread = f"({usual * 100} * exp(4 * {chance(name)} - 2))::bigint"
        on_knee = f"{chance('round ' + name)} < 0.1"
        amount = f"case when {on_knee} then {spread} // 1000000 * 1000000 else {spread} end"
    return f"({unless(share, name, amount)})::bigint as {name}"


def yes_or_no(name: str, yes: float, share: float) -> str:
    return f"{unless(share, name, f'{chance(name)} < {yes}')} as {name}"


def day(salt: str, first: str, days: int) -> str:
    return f"(date '{first}' + (hash(i, '{salt}') % {days})::int)"


def columns() -> list[str]:
    """Every column of the file, as SQL over a row number."""
    kind = f"case when {chance('kind')} < 0.9 then 'enterprise' when {chance('kind')} < 0.95 then 'institution' else 'nonprofit' end"
    level = (
        "case qualification__qualification "
        f"when 'cmmi' then {one_of('level', ('1', '2', '3', '4', '5'))} "
        f"when 'itss' then {one_of('level', ('一', '二', '三', '四'))} "
        f"when 'cs' then {one_of('level', ('CS1', 'CS2', 'CS3', 'CS4', 'CS5'))} "
        f"when 'secret-integration' then {one_of('level', ('甲', '乙'))} end"
    )
    recognised = one_of("recognised", ("national", "municipal", "municipal", "both", "none"))
    return [
        "printf('e%08d', i) as id",
        f'{day("on", "2026-03-01", 90)} as "on"',
        f"{unless(0.99, 'kind', kind)} as kind",
        f"{unless(0.99, 'registered', day('registered', '2012-01-01', 5_250))} as registered_on",
        f"{unless(0.8, 'arrived', day('arrived', '2019-01-01', 2_690))} as arrived_on",
        f"{unless(0.97, 'field', one_of('field', FIELDS))} as field",
        f"{unless(0.06, 'breach', day('breach', '2022-01-01', 1_500))} as breached_on",
        f"{unless(0.6, 'years', chance('years') + ' * 4')}::bigint as office_rent__support_years",
        f"{unless(0.5, 'qualification', one_of('qualification', QUALIFICATIONS))} as qualification__qualification",
        f"{unless(0.95, 'level', level)} as qualification__level",
        f"{unless(0.2, 'first', recognised)} as first_application_recognised__recognised_by",
        f"{unless(0.1, 'carrier', recognised)} as carrier__recognised_by",
        f"{unless(0.01, 'decision', quoted('普投促纪〔2026〕1号'))} as major_project__leading_group_decision",
        *(money(name, *rest) for name, rest in MONEY.items()),
        *(yes_or_no(name, *rest) for name, rest in YES_OR_NO.items()),
    ]


def quoted(text: str) -> str:
    return f"'{text}'"


def write(path: Path, count: int) -> None:
    """The population, in the order of its ids."""
    chosen = ",\n".join(columns())
    with duckdb.connect() as connection:
        connection.execute(
            f"copy (select {chosen} from range({count}) t(i)) to '{path}' (format parquet)"
        )


if __name__ == "__main__":
    write(Path(sys.argv[1]), int(sys.argv[2]))
