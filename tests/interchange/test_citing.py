"""References as people have them: from databases, reference managers, and a paper's own list."""

import time

import pytest

from interchange.formats.citing import MOST, MOST_BYTES, Refused, read

RIS = """TY  - JOUR
AU  - Hinds, Toby
AU  - McEwan, Iain
TI  - Effects of massage on limb and skin blood flow after quadriceps exercise
T2  - Med Sci Sports Exerc
PY  - 2004/08//
VL  - 36
IS  - 8
SP  - 1308
EP  - 1313
DO  - 10.1249/01.MSS.0000135789.47716.DB
UR  - https://doi.org/10.1249/01.MSS.0000135789.47716.DB
ER  -

TY  - BOOK
AU  - Őze, Ágnes
T1  - A book of massage
PB  - Some Press
PY  - 2019
ER  -
"""
NBIB = """PMID- 15292742
DP  - 2004 Aug
TI  - Effects of massage on limb and skin blood flow after quadriceps
      exercise.
PG  - 1308-13
LID - 10.1249/01.mss.0000135789.47716.db [doi]
AU  - Hinds T
AU  - McEwan I
TA  - Med Sci Sports Exerc
VI  - 36
IP  - 8

PMID- 1
TI  - Another.
AU  - Oz A
DP  - 1999
"""
BIB = """@article{moyer2011,
  author = {Moyer, Christopher A. and Seefeldt, Lacey},
  title = {Does massage therapy reduce cortisol?},
  journal = {J Bodyw Mov Ther},
  year = {2011},
  volume = {15},
  number = {1},
  pages = {3--14},
  doi = {10.1016/j.jbmt.2010.06.001}
}
"""
TITLE = "Effects of massage on limb and skin blood flow after quadriceps exercise"


def test_ris_from_a_reference_manager():
    article, book = read(RIS.encode())

    assert (article.key, article.authors, article.year) == ("hinds2004", "Hinds T, McEwan I", "2004")
    assert (article.title, article.url) == (TITLE, "")
    assert article.published_in == "Med Sci Sports Exerc 36(8):1308–1313"
    assert article.doi == "10.1249/01.MSS.0000135789.47716.DB"
    assert (book.key, book.title, book.published_in) == ("oze2019", "A book of massage", "Some Press")


def test_nbib_from_pubmed():
    article, other = read(NBIB.replace("\n", "\r\n").encode())

    assert (article.pmid, article.doi) == ("15292742", "10.1249/01.mss.0000135789.47716.db")
    assert (article.title, article.authors) == (TITLE, "Hinds T, McEwan I")
    assert article.published_in == "Med Sci Sports Exerc 36(8):1308-13"
    assert (other.pmid, other.key, other.year) == ("1", "oz1999", "1999")


def test_bibtex_keeps_its_keys_and_its_text():
    [found] = read(BIB.encode())

    assert (found.key, found.authors) == ("moyer2011", "Moyer CA, Seefeldt L")
    assert found.published_in == "J Bodyw Mov Ther 15(1):3–14"
    assert found.bibtex == BIB.strip()


@pytest.mark.parametrize(
    "text",
    [
        f"3. Hinds T, McEwan I. {TITLE}. Med Sci Sports Exerc. 2004;36(8):1308-13. doi: 10.1249/x.1. PMID: 15292742",
        f"Hinds, T., & McEwan, I. (2004). {TITLE}. Med Sci Sports Exerc, 36(8), 1308–1313. "
        "PMID 15292742. https://doi.org/10.1249/x.1",
    ],
)
def test_a_line_of_a_papers_list(text):
    [found] = read(text.encode())

    assert (found.title, found.year, found.pmid, found.doi) == (TITLE, "2004", "15292742", "10.1249/x.1")
    assert found.key == "hinds2004"
    assert found.published_in.startswith("Med Sci Sports Exerc")
    assert found.url == ""


def test_a_bare_doi_waits_for_its_title():
    [found] = read(b"10.1016/j.jbmt.2010.06.001")

    assert (found.doi, found.title, found.key) == ("10.1016/j.jbmt.2010.06.001", "", "source")


def test_paragraphs_are_references_and_so_are_lines():
    assert len(read(b"One A. First.\nJ One. 2001.\n\nTwo B. Second. J Two. 2002.")) == 2
    assert len(read(b"One A. First. J One. 2001.\nTwo B. Second. J Two. 2002.")) == 2


def test_keys_are_told_apart_by_letters():
    assert [each.key for each in read(b"One A. First. J. 2001.\nOne A. Second. J. 2001.")] == [
        "one2001",
        "one2001b",
    ]


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "no reference"),
        (b" \n \n", "no reference"),
        (b"\x00\x01PK", "no text"),
        (b"x" * (MOST_BYTES + 1), "megabyte"),
        (b"A. B. C. 2001.\n" * (MOST + 1), f"at most {MOST}"),
        (b"@article{a,\n title = {x\n}", "missing brace"),
    ],
)
def test_what_is_refused_says_what_to_do(data, said):
    with pytest.raises(Refused, match=said):
        read(data)


@pytest.mark.parametrize("letter", ["a", ".", "(", "1", ". ", "a. ", "(1999) "])
def test_a_long_line_of_nothing_is_read_in_time(letter):
    """The line is cut: no pattern gets to go back and forth over a megabyte."""
    assert len(read((letter * 100_000).encode())[0].title) <= 400


def told(text: str) -> list[tuple[str, str, str]]:
    return [(each.key, each.authors, each.title) for each in read(text.encode())]


def test_bibtex_as_other_programs_write_it():
    """Months without braces, letters as commands, and keys with capitals and colons."""
    text = (
        "@article{Mueller_2004:x, author = {M{\\\"u}ller, J{\\'o}zef and {WHO \\& others}}, "
        "title = {{E}ffects of $\\beta$ blockers}, year = 2004, month = jan}"
    )

    assert told(text) == [("mueller-2004-x", "Müller J, WHO & others", "Effects of β blockers")]
    assert read(text.encode())[0].bibtex == text  # what was brought is kept as it was


@pytest.mark.parametrize(
    "text",
    [
        r"@article{a, title = {\input{/etc/passwd}Safe}}",
        "@article{a, title = {Safe}, abstract = {\\'e " + "{" * 900 + "x" + "}" * 900 + "}}",
    ],
)
def test_commands_of_latex_do_nothing(text):
    assert [title for _, _, title in told(text)] == ["Safe"]


def test_an_entry_that_stands_twice_is_not_lost():
    one = "@article{a2004, author = {Able, Ann}, title = {One}, year = 2004}\n"
    two = one.replace("One", "Two")

    assert told(one + two) == [("a2004", "Able A", "One"), ("a2004b", "Able A", "Two")]
    assert told(one.replace("year", "title = {Again}, year")) == [("a2004", "Able A", "One")]


def test_ris_that_was_cut_off_loses_no_entry():
    one = "TY  - JOUR\nAU  - Able, A\nTI  - One\n"
    two = one.replace("One", "Two")

    for text in (one + two, f"{one}ER  - \n\n{two}", f"{one}ER  -\n{two}ER  -\n"):
        assert [title for _, _, title in told(text)] == ["One", "Two"]
    assert told(one.replace("  - ", " - ")) == [("able", "Able A", "One")]


@pytest.mark.parametrize(
    "one",
    [
        "TY  - JOUR\nTI  - Title\nER  - \n",
        "@article{a, title = {\\alpha}, year = 2004}\n",
        "Able A. Title. J Test. 2004.\n",
    ],
)
def test_a_thousand_at_once_are_refused_in_time(one):
    began = time.monotonic()

    with pytest.raises(Refused, match="These are 1000 references"):
        read((one * 1000).encode())

    assert time.monotonic() - began < 10
