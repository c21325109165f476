"""The measures of 三（二）三（三）三（六）三（十） in OpenFisca-Core, Parquet to Parquet.

Runs in its own environment, which the bench leaves out where it is not there:
    python3 -m venv .local/openfisca
    .venv/bin/uv pip sync --python .local/openfisca/bin/python --require-hashes \\
        bench/requirements-openfisca.lock
    .local/openfisca/bin/python bench/rules/openfisca_twin.py IN OUT   or   … --one
OpenFisca keeps whole numbers in 32 bits and would answer wrongly by millions, in silence; its
table of types is patched to 64 before anything is declared. An absent value is -1 throughout.
"""

import sys
import time
from typing import Any

import duckdb
import numpy  # type: ignore[import-not-found]
from openfisca_core import entities, parameters, simulations, taxbenefitsystems, variables  # type: ignore[import-not-found]
from openfisca_core.periods import DateUnit  # type: ignore[import-not-found]
from openfisca_core.variables import config  # type: ignore[import-not-found]

config.VALUE_TYPES[int] = {**config.VALUE_TYPES[int], "dtype": numpy.int64}

YEAR = "2026"
WAN = 1_000_000
ENTERPRISE = entities.build_entity(
    key="applicant", plural="applicants", label="申报单位", is_person=True
)
INELIGIBLE, INCOMPLETE, VERIFY, ELIGIBLE = 0, 1, 2, 3
STATUSES = ("ineligible", "incomplete", "verify", "eligible")
KINDS = ("enterprise", "institution", "nonprofit")
INPUTS = (
    *("on", "three_years_before", "registered_on", "arrived_on", "breached_on"),
    *("kind", "listed_field", "rent_paid", "support_years", "price_paid", "granted_for_office"),
    *("project_spend", "has_results", "open_project", "compute_cost", "event_spend"),
    *("registration_fee", "booth_fee", "build_fee", "granted_for_exhibitions"),
)
FIRST_DAY, LAST_DAY = 20_089, 20_818  # days since 1970: 2025-01-01 and 2026-12-31
CAPS = {
    "office_rent": 100,
    "office_purchase": 300,
    "rnd": 300,
    "compute": 500,
    "event_host": 200,
    "exhibition": 20,
}
RATES = {"office_purchase": 2, "rnd": 50, "compute": 30, "event_host": 50, "exhibition": 50}


def node() -> Any:
    """Limits in 万元 and rates in percent, in force from the first day of the policy."""
    groups = {"limit": CAPS, "rate": RATES}
    data = {
        group: {name: {"values": {"2025-01-01": {"value": value}}} for name, value in one.items()}
        for group, one in groups.items()
    }
    return parameters.ParameterNode("", data=data)


def declare(name: str, formula: Any = None, kind: type = int) -> type:
    """An OpenFisca variable, an input where it has no formula."""
    body: dict[str, Any] = {
        "value_type": kind,
        "entity": ENTERPRISE,
        "definition_period": DateUnit.YEAR,
        "label": name,
    }
    if formula is not None:
        body["formula"] = formula
    return type(name, (variables.Variable,), body)


def ask(applicants: Any, period: Any, *names: str) -> list[Any]:
    return [applicants(name, period) for name in names]


def refused(applicants: Any, period: Any, parameters: Any) -> Any:
    on, registered = ask(applicants, period, "on", "registered_on")
    return (on < FIRST_DAY) | (on > LAST_DAY) | (registered > on)


def no_firm(applicants: Any, period: Any, parameters: Any) -> Any:
    return applicants("kind", period) > 0


def no_newcomer(applicants: Any, period: Any, parameters: Any) -> Any:
    on, arrived = ask(applicants, period, "on", "arrived_on")
    return (arrived < FIRST_DAY) | (arrived > on)


def unknown(applicants: Any, period: Any, parameters: Any) -> Any:
    kind, registered, field = ask(applicants, period, "kind", "registered_on", "listed_field")
    return (kind < 0) | (registered < 0) | (field < 0)


def doubtful(applicants: Any, period: Any, parameters: Any) -> Any:
    on, edge, breached = ask(applicants, period, "on", "three_years_before", "breached_on")
    return (applicants("listed_field", period) == 0) | ((breached >= edge) & (breached <= on))


def status(no: Any, lacking: Any, doubt: Any) -> Any:
    return numpy.select([no, lacking, doubt], [INELIGIBLE, INCOMPLETE, VERIFY], ELIGIBLE)


def office_rent_status(applicants: Any, period: Any, parameters: Any) -> Any:
    no, firm, new, lack, doubt = ask(
        applicants, period, "refused", "no_firm", "no_newcomer", "unknown", "doubtful"
    )
    rent, years = ask(applicants, period, "rent_paid", "support_years")
    return status(no | firm | new | (years >= 3), lack | (rent < 0) | (years < 0), doubt)


def office_purchase_status(applicants: Any, period: Any, parameters: Any) -> Any:
    no, firm, new, lack, doubt = ask(
        applicants, period, "refused", "no_firm", "no_newcomer", "unknown", "doubtful"
    )
    price, granted = ask(applicants, period, "price_paid", "granted_for_office")
    return status(no | firm | new | (granted > 0), lack | (price < 0) | (granted < 0), doubt)


def rnd_status(applicants: Any, period: Any, parameters: Any) -> Any:
    no, lack, doubt = ask(applicants, period, "refused", "unknown", "doubtful")
    spend, results, project = ask(
        applicants, period, "project_spend", "has_results", "open_project"
    )
    lacking = lack | (spend < 0) | (results < 0) | (project < 0)
    return status(no | (results == 0), lacking, doubt | (project == 1))


def compute_status(applicants: Any, period: Any, parameters: Any) -> Any:
    no, firm, lack, doubt = ask(applicants, period, "refused", "no_firm", "unknown", "doubtful")
    return status(no | firm, lack | (applicants("compute_cost", period) < 0), doubt)


def event_host_status(applicants: Any, period: Any, parameters: Any) -> Any:
    no, lack, doubt = ask(applicants, period, "refused", "unknown", "doubtful")
    return status(no, lack | (applicants("event_spend", period) < 0), doubt)


def exhibition_status(applicants: Any, period: Any, parameters: Any) -> Any:
    no, lack, doubt = ask(applicants, period, "refused", "unknown", "doubtful")
    fees = ask(applicants, period, "registration_fee", "booth_fee", "build_fee")
    granted = applicants("granted_for_exhibitions", period)
    most = parameters(period).limit.exhibition * WAN
    lacking = lack | (granted < 0) | (fees[0] < 0) | (fees[1] < 0) | (fees[2] < 0)
    return status(no | (granted >= most), lacking, doubt)


def payable(found: Any, amount: Any) -> Any:
    """-1 where a fact is absent, nothing where refused."""
    return numpy.select([found == INELIGIBLE, found == INCOMPLETE], [0, -1], amount)


def share(measure: str, spent: str) -> Any:
    """The formula of a share of one cost, up to the limit."""

    def formula(applicants: Any, period: Any, parameters: Any) -> Any:
        limit = int(getattr(parameters(period).limit, measure)) * WAN
        rates = parameters(period).rate
        percent = 100 if measure == "office_rent" else int(getattr(rates, measure))
        cost = applicants(spent, period)
        knee = -(-limit * 100 // percent)  # clamp, then multiply: nothing can overflow
        amount = numpy.minimum(numpy.minimum(cost, knee) * percent // 100, limit)
        return payable(applicants(f"{measure}_status", period), amount)

    return formula


def exhibition_ceiling(applicants: Any, period: Any, parameters: Any) -> Any:
    first, second, third = ask(applicants, period, "registration_fee", "booth_fee", "build_fee")
    left = parameters(period).limit.exhibition * WAN - applicants("granted_for_exhibitions", period)
    amount = numpy.minimum((first + second + third) // 2, left)
    return payable(applicants("exhibition_status", period), amount)


def system() -> Any:
    """The rules, declared."""
    made = taxbenefitsystems.TaxBenefitSystem([ENTERPRISE])
    made.parameters = node()
    gates = {one.__name__: one for one in (refused, no_firm, no_newcomer, unknown, doubtful)}
    found = [declare(name) for name in INPUTS]
    found += [declare(name, formula, bool) for name, formula in gates.items()]
    for one in (
        *(office_rent_status, office_purchase_status, rnd_status, compute_status),
        *(event_host_status, exhibition_status),
    ):
        found.append(declare(one.__name__, one))
    costs = {
        "office_rent": "rent_paid",
        "office_purchase": "price_paid",
        "rnd": "project_spend",
        "compute": "compute_cost",
        "event_host": "event_spend",
    }
    found += [declare(f"{name}_ceiling", share(name, cost)) for name, cost in costs.items()]
    found.append(declare("exhibition_ceiling", exhibition_ceiling))
    made.add_variables(*found)
    return made


def inputs(path: str) -> dict[str, Any]:
    """The columns of the file, as whole numbers."""
    plain = {
        "rent_paid": "office_rent__rent_paid",
        "support_years": "office_rent__support_years",
        "price_paid": "office_purchase__price_paid",
        "granted_for_office": "office_purchase__granted_before",
        "project_spend": "rnd__project_spend",
        "has_results": "rnd__has_results",
        "open_project": "rnd__open_project",
        "compute_cost": "compute__compute_cost",
        "event_spend": "event_host__event_spend",
        "registration_fee": "exhibition__registration_fee",
        "booth_fee": "exhibition__booth_fee",
        "build_fee": "exhibition__build_fee",
        "granted_for_exhibitions": "exhibition__granted_before",
    }
    chosen = [f"coalesce({column}::bigint, -1) as {name}" for name, column in plain.items()]
    for name in ("on", "registered_on", "arrived_on", "breached_on"):
        chosen.append(f'coalesce(epoch("{name}")::bigint // 86400, -1) as "{name}"')
    kinds = " ".join(f"when '{kind}' then {code}" for code, kind in enumerate(KINDS))
    chosen += [
        'epoch("on" - interval 3 year)::bigint // 86400 as three_years_before',
        f"(case kind {kinds} else -1 end)::bigint as kind",
        "(case when field is null then -1 when field = 'other' then 0 else 1 end)::bigint "
        "as listed_field",
        "id",
    ]
    with duckdb.connect() as connection:
        return connection.execute(
            f"select {', '.join(chosen)} from read_parquet('{path}')"
        ).fetchnumpy()


def calculate(made: Any, given: dict[str, Any], count: int) -> dict[str, Any]:
    """Every status and ceiling for all the rows."""
    builder = simulations.SimulationBuilder()
    builder.create_entities(made)
    builder.declare_person_entity("applicant", numpy.arange(count))
    simulation = builder.build(made)
    for name in INPUTS:
        simulation.set_input(name, YEAR, given[name])
    return {
        f"{name}__{what}": simulation.calculate(f"{name}_{what}", YEAR)
        for name in CAPS
        for what in ("status", "ceiling")
    }


def write(found: dict[str, Any], ids: Any, out: str) -> None:
    answers = {"id": ids, **found}  # noqa: F841 (DuckDB finds it by its name)
    words = ", ".join(f"'{word}'" for word in STATUSES)
    chosen = ["id"]
    for name in CAPS:
        chosen.append(f"[{words}][1 + {name}__status] as {name}__status")
        chosen.append(f"nullif({name}__ceiling, -1) as {name}__ceiling")
    with duckdb.connect() as connection:
        connection.execute(
            f"copy (select {', '.join(chosen)} from answers) to '{out}' (format parquet)"
        )


def one_claim(rounds: int = 50) -> float:
    """Seconds for one applicant, the rules already declared; the median of some rounds."""
    made = system()
    given = {name: numpy.array([20_500 if name.endswith("on") else 1]) for name in INPUTS}
    took = []
    for _ in range(rounds):
        started = time.perf_counter()
        calculate(made, given, 1)
        took.append(time.perf_counter() - started)
    return sorted(took)[rounds // 2]


def main(arguments: list[str]) -> None:
    if arguments == ["--one"]:
        print(one_claim())
        return
    given = inputs(arguments[0])
    ids = given.pop("id")
    write(calculate(system(), given, len(ids)), ids, arguments[1])


if __name__ == "__main__":
    main(sys.argv[1:])
