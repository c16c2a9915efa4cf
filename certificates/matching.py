"""Whether what somebody typed is the name or the license number that we know. Pure.

Forgiving of case, accents, hyphens, spaces and apostrophes, since papers and keyboards differ in them.
"""

from unicodedata import category, combining, normalize

# Letters that no decomposition turns into their plain form.
_PLAIN = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i"})


def name_key(name: str) -> str:
    """What two spellings of one name share. Empty for what holds no letter."""
    folded = normalize("NFKD", normalize("NFKC", name).casefold()).translate(_PLAIN)
    return "".join(symbol for symbol in folded if not combining(symbol) and category(symbol)[0] in "LN")


def family_name(name: str) -> str:
    """A guess at the family name, for the holder to mend: the last word, as most licenses have it."""
    return name.split()[-1] if name.split() else ""


def is_part(family: str, name: str) -> bool:
    """Whether a family name is made of whole words of the name."""
    words, wanted = [name_key(word) for word in name.split()], name_key(family)
    spans = ("".join(words[i:j]) for i in range(len(words)) for j in range(i + 1, len(words) + 1))
    return bool(wanted) and wanted in spans


def licence_key(number: str) -> str:
    """Letters and digits only: boards and people write the same number with and without dashes."""
    return "".join(symbol for symbol in normalize("NFKC", number).upper() if symbol.isalnum())
