"""Draw every figure of the lessons into content/media/: `make figures`.

With names, draw those alone. With --check, say which committed figure is not what its source draws.
"""

import sys

import circulation
import forests
import nerves
import people
import safety
from plates import MEDIA

PLATES = circulation.PLATES | nerves.PLATES | forests.PLATES | safety.PLATES | people.PLATES


def main(words: list[str]) -> int:
    names = [word for word in words if not word.startswith("--")] or list(PLATES)
    stale = []
    for name in names:
        drawn, path = PLATES[name]().svg(), MEDIA / f"{name}.svg"
        if "--check" in words and (not path.exists() or path.read_text() != drawn):
            stale.append(name)
        elif "--check" not in words:
            path.write_text(drawn)
    for name in stale:
        print(f"{name}.svg is not what its source draws: run `make figures`", file=sys.stderr)
    return 1 if stale else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
