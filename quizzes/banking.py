"""Banks as a tree: a bank may stand under another, for whoever looks for its questions. Pools draw from one alone."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.db import transaction

from accounts.auditing import audit
from accounts.models import User
from courses.codes import free_code

from .models import Bank

DEEPEST = 5


class NotUnderItself(ValueError):
    """A bank would stand under itself, or too deep. Its text says so."""


@dataclass
class Node:
    """A bank in the tree, with how many banks stand above it."""

    bank: Bank
    depth: int = 0
    below: "list[Node]" = field(default_factory=list)

    @property
    def above(self) -> range:
        """Something to count in a template: one for each bank above."""
        return range(self.depth)


def tree(banks: Iterable[Bank]) -> list[Node]:
    """The banks in reading order. One whose parent is not among them stands at the top."""
    nodes = {bank.pk: Node(bank) for bank in banks}
    tops = list[Node]()
    for node in nodes.values():
        above = nodes.get(node.bank.parent_id or 0)
        (above.below if above else tops).append(node)
    return list(walked(tops, 0))


def walked(nodes: Sequence[Node], depth: int) -> Iterable[Node]:
    for node in sorted(nodes, key=lambda each: each.bank.title.casefold()):
        node.depth = depth
        yield node
        yield from walked(node.below, depth + 1)


def with_all_below(code: str) -> list[int]:
    """The ids of a bank and of every bank under it. Empty for an unknown code."""
    nodes = tree(Bank.objects.all())
    for place, node in enumerate(nodes):
        if node.bank.code == code:
            found = [node.bank.pk]
            for later in nodes[place + 1 :]:
                if later.depth <= node.depth:
                    break
                found.append(later.bank.pk)
            return found
    return []


@transaction.atomic
def begin(title: str, parent: Bank | None = None, *, by: User) -> Bank:
    """A new bank. Its code, which stays for good, is made of its title."""
    code = free_code(title, "bank", lambda code: Bank.objects.filter(code=code).exists())
    bank = Bank(code=code, title=title.strip(), parent=parent)
    check(bank)
    bank.save()
    audit(by, "bank begun", bank)
    return bank


@transaction.atomic
def change(bank: Bank, title: str, parent: Bank | None, *, by: User) -> Bank:
    """Another title or another place. Raises NotUnderItself."""
    # Whoever moves a bank holds them all: two moves at once could close a circle.
    list(Bank.objects.select_for_update().order_by("pk"))
    bank.title, bank.parent = title.strip(), parent
    check(bank)
    bank.save(update_fields=["title", "parent"])
    audit(by, "bank changed", bank)
    return bank


def check(bank: Bank) -> None:
    """Raise NotUnderItself where the way up leads back, or is too long."""
    parents = dict(Bank.objects.values_list("pk", "parent"))
    above, steps = bank.parent_id, 0
    while above is not None:
        steps += 1
        if above == bank.pk:
            raise NotUnderItself("A bank can’t stand under itself.")
        if steps >= DEEPEST:
            raise NotUnderItself(f"Banks stand at most {DEEPEST} deep.")
        above = parents.get(above)
