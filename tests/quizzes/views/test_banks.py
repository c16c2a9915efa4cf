"""The banks in the CMS: a tree, a new one, another name or place, and whose they are."""

import pytest
from django.db import IntegrityError, transaction

from accounts.models import Role
from quizzes import banking
from quizzes.models import Bank, Question
from tests.factories.accounts import UserFactory, person_with
from tests.factories.courses import ObjectiveFactory
from tests.factories.quizzes import BankFactory, QuestionFactory, approved

from .test_bank import new_single

pytestmark = pytest.mark.django_db
REFUSED = 302  # the CMS sends who may not see a page to its front page


@pytest.fixture
def objective():
    return ObjectiveFactory()


@pytest.fixture
def instructor(client, objective):
    person = person_with(Role.INSTRUCTOR, scope=f"course:{objective.course.public_id}")
    client.force_login(person)
    return person


def text_of(response):
    return " ".join(response.content.decode().split())


def test_the_tree_stands_in_reading_order():
    pain = BankFactory(title="Pain")
    back = BankFactory(title="Back", parent=pain)
    cancer = BankFactory(title="Cancer")
    neck = BankFactory(title="Neck", parent=pain)

    nodes = banking.tree(Bank.objects.all())

    assert [(node.bank, node.depth) for node in nodes] == [(cancer, 0), (pain, 0), (back, 1), (neck, 1)]


def test_a_bank_whose_parent_is_not_shown_stands_at_the_top():
    bank = BankFactory(parent=BankFactory())

    assert [node.depth for node in banking.tree([bank])] == [0]


def test_no_circle_and_nothing_too_deep():
    person, top = UserFactory(), BankFactory()
    below = [top]
    for number in range(banking.DEEPEST - 1):
        below.append(banking.begin(f"Level {number}", below[-1], by=person))

    with pytest.raises(banking.NotUnderItself, match="itself"):
        banking.change(top, "Top", below[2], by=person)
    with pytest.raises(banking.NotUnderItself, match="deep"):
        banking.begin("One too many", below[-1], by=person)
    assert Bank.objects.get(pk=top.pk).parent is None


def test_the_database_refuses_a_bank_under_itself():
    bank = BankFactory()

    with pytest.raises(IntegrityError), transaction.atomic():
        Bank.objects.filter(pk=bank.pk).update(parent=bank.pk)


def test_two_banks_of_one_name_have_codes_of_their_own():
    person = UserFactory()

    codes = [banking.begin("Low back pain", by=person).code for _ in range(3)]

    assert codes == ["low-back-pain", "low-back-pain-2", "low-back-pain-3"]


def test_a_first_question_begins_its_bank(client, instructor, objective):
    client.post(
        "/cms/questions/new/single/", new_single(BankFactory(), objective) | {"bank": "", "new_bank": "Skin"}
    )

    assert Question.objects.get().bank.title == "Skin"


def test_a_question_without_a_bank_is_told_what_to_do(client, instructor, objective):
    response = client.post("/cms/questions/new/single/", new_single(BankFactory(), objective) | {"bank": ""})

    assert "Choose a bank, or name a new one." in text_of(response)
    assert not Question.objects.exists()


def test_the_page_shows_what_is_in_each_and_begins_another(client, instructor, objective):
    bank = BankFactory(title="Pain")
    approved(QuestionFactory(bank=bank, objective=objective))

    assert "1 question" in text_of(client.get("/cms/questions/banks/"))
    client.post("/cms/questions/banks/", {"title": "Back", "parent": bank.pk})

    assert Bank.objects.get(title="Back").parent == bank


def test_looking_for_a_bank_finds_what_stands_under_it(client, instructor, objective):
    pain = BankFactory(title="Pain")
    back = BankFactory(title="Back", parent=pain)
    approved(QuestionFactory(bank=back, objective=objective, key="bend"))
    approved(QuestionFactory(bank=BankFactory(), objective=objective, key="elsewhere"))

    text = text_of(client.get(f"/cms/questions/?bank={pain.code}"))

    assert "bend" in text
    assert "elsewhere" not in text


def test_a_bank_is_renamed_and_moved_by_those_whose_it_is(client, instructor, objective):
    mine, above = BankFactory(title="Skin"), BankFactory(title="Tissue")
    approved(QuestionFactory(bank=mine, objective=objective))

    client.post(f"/cms/questions/banks/{mine.pk}/", {"title": "The skin", "parent": above.pk})

    mine.refresh_from_db()
    assert (mine.title, mine.parent) == ("The skin", above)


def test_a_circle_is_refused_with_a_word(client, instructor, objective):
    top = BankFactory()
    below = BankFactory(parent=top)

    response = client.post(f"/cms/questions/banks/{top.pk}/", {"title": "Top", "parent": below.pk})

    assert "stand under itself" in text_of(response)
    assert Bank.objects.get(pk=top.pk).parent is None


def test_the_banks_of_others_are_not_shown_and_not_changed(client, instructor, objective):
    theirs = BankFactory(title="Theirs")
    approved(QuestionFactory(bank=theirs, objective=ObjectiveFactory()))
    shared = BankFactory(title="Shared")
    for each in (objective, ObjectiveFactory()):
        approved(QuestionFactory(bank=shared, objective=each))

    text = text_of(client.get("/cms/questions/banks/"))
    assert "Theirs" not in text
    assert "Shared" in text
    for bank in (theirs, shared):
        assert client.post(f"/cms/questions/banks/{bank.pk}/", {"title": "Mine"}).status_code == 404
        assert Bank.objects.get(pk=bank.pk).title != "Mine"


@pytest.mark.parametrize("role", [Role.REVIEWER, Role.REGISTRAR])
def test_banks_are_for_those_who_write_questions(client, objective, role):
    client.force_login(person_with(role, scope=f"course:{objective.course.public_id}"))

    assert client.get("/cms/questions/banks/").status_code == REFUSED


@pytest.mark.parametrize("count", [1, 6])
def test_the_tree_takes_the_same_few_statements(client, instructor, django_assert_max_num_queries, count):
    for _ in range(count):
        BankFactory(parent=BankFactory())

    with django_assert_max_num_queries(37):
        client.get("/cms/questions/banks/")
