"""How long each lesson is, how hard to read, and what its words are worth. Pure."""

from collections.abc import Iterator

from courses.hours import in_words, ncbtmb, reading_minutes
from courses.markdown import plain, words
from courses.readability import reading

from .formats.sources import Block, Callout, Claim, Figure, Lesson, Library, Table, Text


def read_texts(block: Block) -> tuple[str, ...]:
    """The Markdown of a block that a learner reads and that counts as words. As courses.models.values has it."""
    match block:
        case Text(text=text):
            return (text,)
        case Claim(placement="block", statement=statement, measured=measured):
            return statement, measured
        case Callout(title=title, text=text):
            return title, text
        case Figure(caption=caption):
            return (caption,)
        case Table(caption=caption, table=table):
            return caption, table
    return ()


def texts_of(lesson: Lesson) -> list[str]:
    return [text for block in lesson.blocks for text in read_texts(block)]


def words_of(lessons: list[Lesson]) -> int:
    return sum(words(text) for lesson in lessons for text in texts_of(lesson))


def grade_of(lesson: Lesson) -> float:
    """The reading level of its running text, by Flesch and Kincaid. Tables are not sentences."""
    running = [plain(block.text) for block in lesson.blocks if isinstance(block, Text | Callout)]
    return reading("\n\n".join(text for text in running if "|" not in text)).grade


def lesson_lines(library: Library) -> Iterator[str]:
    """A line for each lesson and one for each course."""
    for course in library.courses:
        lessons = [s for s in library.steps if isinstance(s, Lesson) and s.course == course.code]
        for lesson in lessons:
            count = words_of([lesson])
            yield f"{course.code}/{lesson.id}: {count} words, {reading_minutes(count)} min, reading grade {grade_of(lesson)}"
        total = words_of(lessons)
        yield f"{course.code}: {total} words, {in_words(ncbtmb(total))} CE by NCBTMB"
