"""What a reviewer from outside typed and didn't send: the boxes of a page stand in one form, so that all of it comes.

It is kept in their session, by link, and stands in the boxes again until it is sent or taken out.
"""

from quizzes.models import OutsideQuestionComment

SIGNATURE = ("name", "qualifications")


class Unsent:
    """The words by question, and how they would sign."""

    def __init__(self, request, invitation):
        self.session, self.key = request.session, f"outside-{invitation.pk}"
        self.held = self.session.get(self.key, {})

    def words(self, question):
        return self.held.get(str(question.pk), "")

    def signature(self):
        return {name: self.held[name] for name in SIGNATURE if self.held.get(name)}

    def take(self, sent, questions):
        """Keep all that came with a page."""
        for name in SIGNATURE:
            if text := sent.get(name, "").strip():
                self.held[name] = text[:300]
        for question in questions:
            self._take(sent, str(question.pk))
        self._save()

    def _take(self, sent, key):
        text = sent.get(f"words-{key}", "").replace("\r\n", "\n")  # as a browser counts it
        if text.strip():
            self.held[key] = text[: OutsideQuestionComment.LONGEST]
        elif f"held-{key}" in sent:  # a page that never showed it takes nothing out
            self.held.pop(key, None)

    def forget(self, question):
        """It was sent."""
        self.held.pop(str(question.pk), None)
        self._save()

    def _save(self):
        if self.held or self.key in self.session:
            self.session[self.key] = self.held
