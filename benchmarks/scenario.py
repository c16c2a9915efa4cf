"""What a scenario is: some requests, and what each of them may cost."""

import importlib
import pkgutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from uuid import uuid4

from . import scenarios

FRESH = "{fresh}"  # in a body: a new UUID each time the request is sent


@dataclass(frozen=True)
class Request:
    method: str
    path: str
    headers: Mapping[str, str] = field(default_factory=dict)
    body: str = ""

    def fresh_body(self) -> str:
        return self.body.replace(FRESH, str(uuid4()))


@dataclass(frozen=True)
class Scenario:
    """`statements` is exact; `goal` is a ratio to `against`, alike or by database; `expects` must stand in every answer."""

    name: str
    what: str
    requests: Callable[..., list[Request]]
    statements: int | Mapping[str, int]
    against: str = "ref_q1"
    goal: float | Mapping[str, float] | None = None
    expects: str = ""
    status: int = 200

    def statements_on(self, vendor: str) -> int:
        return self.statements if isinstance(self.statements, int) else self.statements[vendor]

    def goal_on(self, vendor: str) -> float | None:
        return self.goal[vendor] if isinstance(self.goal, Mapping) else self.goal


REFERENCES = (
    Scenario("ref_ok", "A view without a query", lambda world: [world.visitor.get("/ref/ok/")], 0),
    Scenario("ref_q1", "One ORM query by primary key", lambda world: [world.visitor.get("/ref/q1/")], 1),
    Scenario("ref_ins", "One INSERT and COMMIT", lambda world: [world.visitor.get("/ref/ins/")], 1),
)


def found(only: list[str] | None = None) -> list[Scenario]:
    """The scenarios in benchmarks/scenarios/, by file name; `only` those that are named.

    Raises LookupError for a name that no file has.
    """
    modules = [each.name for each in pkgutil.iter_modules(scenarios.__path__)]
    all_of_them = [importlib.import_module(f"{scenarios.__name__}.{name}").SCENARIO for name in modules]
    names = {scenario.name for scenario in all_of_them}
    if unknown := set(only or []) - names:
        raise LookupError(f"No scenario is called {', '.join(sorted(unknown))}. There are: {sorted(names)}")
    return [scenario for scenario in all_of_them if not only or scenario.name in only]
