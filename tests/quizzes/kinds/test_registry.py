import pytest

from quizzes import kinds


def test_each_folder_is_a_kind_with_all_its_parts():
    for name in kinds.names():
        assert all(callable(getattr(kinds.rule(name), verb)) for verb in kinds.Rule.__protocol_attrs__)
        assert callable(kinds.form(name).ResponseField)
        assert all(callable(getattr(kinds.bank(name), verb)) for verb in kinds.Bank.__protocol_attrs__)
        assert kinds.template(name) == f"kinds/{name}/item.html"


def test_the_two_first_kinds_are_there():
    assert {"single", "multiple"} <= set(kinds.names())


@pytest.mark.parametrize("name", ["essay", "choices", "../single", ""])
def test_a_kind_without_a_folder_is_unknown(name):
    with pytest.raises(kinds.UnknownKind):
        kinds.rule(name)


def test_a_new_folder_is_a_new_kind(tmp_path, monkeypatch):
    folder = tmp_path / "oracle"
    folder.mkdir()
    (folder / "__init__.py").touch()
    (folder / "rule.py").write_text("def grade(payload, response):\n    return 1\n")
    monkeypatch.setattr(kinds, "__path__", [*kinds.__path__, str(tmp_path)])
    kinds.names.cache_clear()

    assert "oracle" in kinds.names()
    assert kinds.rule("oracle").grade({}, None) == 1

    kinds.names.cache_clear()
