"""The code that people type to check a certificate. Pure.

Crockford's base 32: 23 random symbols (115 bits) and a check symbol (the number modulo 37), redrawn until the
check symbol is one of the 32, so that a code is six groups of four. The check finds every single wrong
symbol and every swap of neighbours.
"""

import re
import secrets
from unicodedata import category, normalize

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 24
LONGEST_INPUT = 500
# Read alike on paper and on a screen. Crockford left these letters out for that.
_READ_AS = str.maketrans("OIL", "011")
# What people and programs put between groups.
_BETWEEN = frozenset({"Zs", "Zl", "Zp", "Cc", "Cf", "Pd"})
_ADDRESS = re.compile(r"/VERIFY/(?:\?(?:[^#]*&)?CODE=)?([^/?#&]*)")


class WrongCode(ValueError):
    """The text is no code of ours, whatever is stored."""


class NotACode(WrongCode):
    """Too many or too few symbols, or one that no code has."""


class TypingMistake(WrongCode):
    """The right shape, but the check symbol says that a symbol is wrong or two are swapped."""


def new() -> str:
    """A code that cannot be guessed, without its grouping."""
    while True:
        body = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH - 1))
        if symbol := check_symbol(body):
            return body + symbol


def check_symbol(body: str) -> str:
    """The symbol that ends a code that begins so. Empty when it is none of the 32: then draw again."""
    number = 0
    for symbol in body:
        number = number * 32 + ALPHABET.index(symbol)
    return ALPHABET[number % 37 : number % 37 + 1]


def canonical(text: str) -> str:
    """The code as it is stored, from what somebody typed, pasted or scanned: a code or our address of it.

    Case, spaces, dashes, full-width forms, O for 0, I and L for 1 do not matter.
    Raises NotACode or TypingMistake.
    """
    if len(text) > LONGEST_INPUT:
        raise NotACode("That's far longer than a code.")
    upper = normalize("NFKC", text).upper().replace("%20", " ")
    found = _ADDRESS.search(upper)
    symbols = [symbol for symbol in (found[1] if found else upper) if not _stands_between(symbol)]
    code = "".join(symbols).translate(_READ_AS)
    if not code or set(code) - set(ALPHABET):
        raise NotACode("A code has letters and digits only, and never the letter U.")
    if len(code) != LENGTH:
        raise NotACode(f"A code has {LENGTH} letters and digits; this one has {len(code)}.")
    if check_symbol(code[:-1]) != code[-1]:
        raise TypingMistake("This code has a typing mistake.")
    return code


def grouped(code: str) -> str:
    """The code as it is printed: six groups of four."""
    return "-".join(code[start : start + 4] for start in range(0, len(code), 4))


def _stands_between(symbol: str) -> bool:
    return symbol in "_−·.+" or category(symbol) in _BETWEEN
