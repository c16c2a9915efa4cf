"""What can be wrong with content/, and where. The table of codes is the documentation of the format's rules.

E codes refuse the whole load; W codes are advice and refuse nothing.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

CODES = {
    # Files and YAML
    "E001": "A file is UTF-8 text.",
    "E002": "A file holds at most 256 KiB.",
    "E003": "Lines end with LF; there is no byte order mark and no control character but the tab.",
    "E004": "A course's folder holds course.yaml.",
    "E005": "Only files that have a meaning stand in content/; a step's name is like 10-circulation.md.",
    "E010": "YAML can be read.",
    "E011": "A field stands once in its mapping.",
    "E012": "YAML has no anchors, aliases or tags.",
    "E013": "YAML nests at most ten deep.",
    "E014": "A field has the shape that is asked for: text, list or mapping.",
    "E015": "No field is missing.",
    "E016": "Every field is known.",
    "E017": "A field is not empty.",
    "E018": "A text is not longer than the place that keeps it.",
    "E019": "Ids and keys are lower-case letters, digits and hyphens; objectives are LO1, LO2, …",
    "E020": "A date is like 2026-11-20.",
    "E021": "A number is a whole number within its bounds.",
    "E022": "A switch is yes or no.",
    "E023": "A word is one of those listed.",
    "E024": "The schema is one that this version reads: 1.",
    "E025": "An id or key is used once.",
    "E026": "A decimal is like 0.5, -0.25 or 50%, within its bounds.",
    "E030": "A step's file begins with front matter between two lines of three hyphens.",
    # Banks
    "E101": "A question has 2 to 20 choices.",
    "E102": "A choice is right, or wrong, or says its text and fraction.",
    "E104": "A single question has exactly one full-credit choice.",
    "E105": "A multiple question has at least one right choice.",
    "E106": "The choices, rows or items of a question differ.",
    "E107": "Only a multiple question says how it is scored.",
    "E108": "A bank's code is its file's name.",
    "E109": "Either every choice of a multiple question says its fraction, or none does.",
    "E110": "A question is a whole one of its kind.",
    "E112": "A bank doesn't stand under itself.",
    # Courses, lessons, quizzes, attestations
    "E201": "A course's code is its folder's name.",
    "E202": "The next review comes after the last.",
    "E203": "A second-level heading carries a key, like {#skin}.",
    "E204": "Text after a fenced block begins with a heading or a {#key} line.",
    "E206": "A fenced block is one that lessons have (claim, callout, figure, …), and stands in a lesson.",
    "E207": "A fenced block is closed.",
    "E208": "A claim cites at least one source.",
    "E209": "An attestation is one paragraph of plain text.",
    "E210": "A pool draws no more questions than its bank has for it.",
    "E211": "An objective's statement begins with its verb.",
    "E212": "A block has text.",
    "E213": "A table's rows have as many cells each.",
    "E214": "A claim that is placed inline is carried by a sentence of its lesson.",
    "E215": "The pools of a quiz do not overlap.",
    "E216": "A question that every attempt asks is named once.",
    "E217": "A pool asks no more safety questions than it draws, and than its bank has for it.",
    "E218": "Courses to complete first don't lead back to the one that asks for them.",
    "E219": "An evaluation takes two minutes at most.",
    "E220": "A question of an evaluation is one to rate or one to answer.",
    # Markdown
    "E301": "Markdown has no raw HTML.",
    "E302": "Markdown has no first-level heading: the title is it.",
    "E303": "A heading stands in a lesson's text only, and begins with #.",
    "E304": "A link goes to http, https, mailto, lesson:ID#key, claim:key or term:key.",
    "E305": "A list has a blank line before it.",
    "E306": "Only nested lists are indented, by four spaces a level.",
    "E307": "A citation is like [@hinds2004] or [@hinds2004; @franklin2014].",
    "E308": "Markdown has no images: a figure is a block.",
    "E309": "Markdown has no footnotes: cite a source.",
    "E310": "A {#key} stands at the end of a second-level heading or on a line of its own in a lesson.",
    "E311": "A citation stands behind a link, not in it.",
    # References
    "E401": "BibTeX can be read.",
    "E402": "A reference's key is used once, and a field stands once in its entry.",
    "E403": "A reference has a title.",
    "E405": "Nothing stands between the entries.",
    "E406": "BibTeX holds the characters themselves, not LaTeX commands.",
    "E407": "A DOI, a PMID, an address, a year and a day look like what they are.",
    # What one file says of another
    "E501": "A cited reference stands in references.bib.",
    "E502": "An objective stands in the course.",
    "E503": "A lesson that is linked to, or answers a question, stands in the course.",
    "E504": "A block that is linked to, or answers a question, stands in its lesson.",
    "E505": "A pool's bank stands in banks/.",
    "E506": "A bank's course stands in courses/.",
    "E507": "Evidence belongs to a reference in references.bib.",
    "E508": "A question that every attempt asks stands in a bank.",
    "E511": "A claim that a sentence points to stands in its lesson.",
    "E509": "A term that a text points to stands in glossary.yaml.",
    "E512": "A course to complete first stands in courses/.",
    "E510": "A figure's image, a download's document and a recording stand in media/.",
    # Renewal rules
    "E601": "A rule ends after it begins.",
    "E602": "A category or mode stands in one limit of a rule.",
    "E603": "The parts of a rule ask for no more than the whole.",
    "E604": "A limit has a minimum or a maximum, and the maximum is not below the minimum.",
    "E605": "An example of a license number has the shape that is asked for.",
    # Files of lessons
    "E701": "An image or document is what its name says, of a bearable size, and does nothing by itself.",
    "E702": "Captions are WebVTT, or lines that begin with their time.",
    # Advice
    "W101": "The right choice is the longest in no more than about a third of a bank's questions.",
    "W102": "A stem asks for what is true, not for the exception.",
    "W103": "No choice is 'all of the above' or 'none of the above'.",
    "W104": "Every letter is right about as often as the others.",
    "W105": "Every choice says why it is right or wrong.",
    "W106": "A single question has three to five choices, a multiple one four to six.",
    "W107": "A question says its level, where a lesson answers it, its sources and why the right answer is right.",
    "W501": "A reference is cited somewhere.",
    "W502": "An objective is covered by a lesson and a question.",
    "W503": "A file of media/ is shown somewhere.",
}


@dataclass(frozen=True, order=True)
class Place:
    """Where something stands. Lines and columns count from one."""

    file: str
    line: int = 1
    column: int = 1


@dataclass(frozen=True, order=True)
class Problem:
    """One thing to put right."""

    place: Place
    code: str
    message: str

    def __str__(self) -> str:
        place = self.place
        return f"{place.file}:{place.line}:{place.column}: {self.code} {self.message}"

    @property
    def refuses(self) -> bool:
        return self.code.startswith("E")


@dataclass(frozen=True)
class Use:
    """One file names something that another file must hold."""

    kind: str
    name: str
    place: Place
    course: str


@dataclass
class Report:
    """Collects problems, so that an author sees all of them at once; and uses, to be resolved at the end."""

    found: list[Problem] = field(default_factory=list)
    uses: list[Use] = field(default_factory=list)
    defined: dict[tuple[str, str, str], Place] = field(default_factory=dict)
    course: str = ""  # whose lessons and objectives the file being read names

    def add(self, place: Place, code: str, message: str) -> None:
        if code not in CODES:
            raise KeyError(code)
        self.found.append(Problem(place, code, message))

    def use(self, kind: str, name: str, place: Place) -> None:
        self.uses.append(Use(kind, name, place, self.course))

    def define(self, kind: str, name: str, place: Place, course: str = "") -> None:
        """A name that others may use. A second definition is a problem, the first one stands."""
        first = self.defined.setdefault((kind, name, course), place)
        if first != place and name:
            self.add(place, "E025", f"{kind} `{name}` stands already in {first.file}:{first.line}")

    def defines(self, kind: str, name: str, course: str) -> bool:
        return (kind, name, course) in self.defined

    @property
    def refuses(self) -> bool:
        return any(problem.refuses for problem in self.found)

    def __iter__(self) -> Iterator[Problem]:
        return iter(sorted(set(self.found)))
