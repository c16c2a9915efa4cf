"""The two ends of a kill run, in a process with the database: people who sit a quiz, and what became of it."""

import json
import os
import sys
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.dev")


def prepare(count: int) -> list[dict]:
    """Release a quiz of six questions, and let so many learners start it."""
    from django.test import Client

    from quizzes import kinds, sitting
    from tests.factories.quizzes import enrolled, quiz

    released = quiz(questions=6, kinds=["single"])
    people = []
    for _ in range(count):
        enrolment = enrolled(released)
        attempt = sitting.open_attempt(enrolment, released.step)
        client = Client()
        client.force_login(enrolment.learner)
        items = [
            {"position": item.position, "options": kinds.rule("single").parts(item.version.payload)}
            for item in attempt.items.select_related("version")
        ]
        session = client.cookies["sessionid"].value
        people.append({"session": session, "attempt": str(attempt.public_id), "items": items})
    return people


def check(sent: dict[str, list[dict]]) -> dict[str, int]:
    """Submit every attempt, then look up what was acknowledged: lost, or stored and not graded as the latest."""
    from quizzes import sitting
    from quizzes.models import Answer, Attempt, ItemGrade

    lost = ungraded = total = 0
    attempts = Attempt.objects.filter(public_id__in=sent)
    for attempt in attempts:
        sitting.submit(attempt)
        stored = {
            (str(answer.client_id), answer.item.position, answer.sequence): answer.response
            for answer in attempt.answers.select_related("item")
        }
        latest = {
            answer.item.position: answer.pk
            for answer in attempt.answers.select_related("item").order_by("sequence")
        }
        graded = dict(ItemGrade.objects.filter(item__attempt=attempt).values_list("item__position", "answer"))
        for post in sent[str(attempt.public_id)]:
            total += 1
            key = (post["client_id"], post["item"], post["sequence"])
            lost += stored.get(key) != post["response"]
            ungraded += (
                graded.get(post["item"]) != latest.get(post["item"]) or latest.get(post["item"]) is None
            )
    stored_at_all = Answer.objects.filter(attempt__in=attempts).count()
    return {"acknowledged": total, "lost": lost, "ungraded": ungraded, "stored": stored_at_all}


if __name__ == "__main__":
    django.setup()
    if sys.argv[1] == "prepare":
        print(json.dumps(prepare(int(sys.argv[2]))))
    else:
        print(json.dumps(check(json.loads(Path(sys.argv[2]).read_text()))))
