"""A number as people write it, with a unit perhaps. Pure."""

import re
import unicodedata
from decimal import Decimal

LONGEST = 60
MOST_DIGITS = 30
LARGEST_EXPONENT = 30
NUMBER = re.compile(r"([+-]?)([0-9.,]*[0-9][0-9.,]*)(?:[eE]([+-]?[0-9]{1,4}))?", re.ASCII)
GROUPED = re.compile(r"[1-9][0-9]{0,2}([.,])[0-9]{3}(?:\1[0-9]{3})*", re.ASCII)
# 1 200 is one number, and so is 1.2 × 10^3.
GAP = re.compile(r"(?<=[0-9])[ \u00a0\u2009\u202f](?=[0-9]{3}(?![0-9]))", re.ASCII)
POWER = re.compile(r"\s*[x×*]\s*10\s*(?:\^|\*\*)\s*([+-]?[0-9]{1,4})", re.ASCII)
NOT_A_NUMBER = "Write a number, such as 12 or 3.5."


def split(text: str) -> tuple[Decimal, str]:
    """The number and what stands behind it: "3.5 cm" is 3.5 and "cm".

    A decimal comma counts where nothing else can be meant. Raises ValueError, in words for the learner.
    """
    if len(text) > LONGEST:
        raise ValueError(f"Write at most {LONGEST} characters.")
    text = POWER.sub(r"e\1", GAP.sub("", text.strip().replace("\N{MINUS SIGN}", "-")))
    if any(unicodedata.category(character) in {"Cc", "Cs"} for character in text):
        raise ValueError(NOT_A_NUMBER)
    found = NUMBER.match(text)
    if found is None:
        raise ValueError(NOT_A_NUMBER)
    sign, digits, exponent = found.groups()
    if sum(map(str.isdigit, digits)) > MOST_DIGITS or abs(int(exponent or 0)) > LARGEST_EXPONENT:
        raise ValueError("That number is too long.")
    return Decimal(f"{sign}{pointed(digits)}e{exponent or 0}"), text[found.end() :].strip()


def pointed(digits: str) -> str:
    """The digits with a point before the decimals and nothing between the thousands.

    Raises ValueError for 1,234, which is one number in some countries and another in others.
    """
    last = max(digits.rfind("."), digits.rfind(","))
    mark = digits[last] if last >= 0 else "."
    if digits.count(mark) > 1:
        return ungrouped(digits)
    if mark == "," and "." not in digits and GROUPED.fullmatch(digits):
        plain = digits.replace(",", "")
        raise ValueError(f"“{digits}” can be read in two ways. Write {plain}, or {digits.replace(',', '.')}.")
    whole, _, decimals = digits.partition(mark) if mark in digits else (digits, "", "")
    return f"{ungrouped(whole) or '0'}.{decimals or '0'}"


def ungrouped(digits: str) -> str:
    """Without the marks between thousands. Raises ValueError where they stand elsewhere."""
    if digits.isdigit() or not digits:
        return digits
    if not GROUPED.fullmatch(digits):
        raise ValueError(NOT_A_NUMBER)
    return digits.replace(",", "").replace(".", "")
