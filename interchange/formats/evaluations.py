"""The form at the end of a course: front matter with what it asks, and a sentence above it."""

from courses.patience import too_long

from .sources import PROMPTS, Evaluation, Prompt
from .yaml_nodes import Fields


def read_evaluation(fields: Fields, course: str) -> Evaluation:
    prompts = tuple(_prompt(item) for item in fields.mappings("questions"))
    seen: set[str] = set()
    for prompt in prompts:
        if prompt.key in seen:
            fields.problem("questions", "E025", f"the key `{prompt.key}` is used twice in this evaluation")
        seen.add(prompt.key)
    if long := too_long(prompt.kind for prompt in prompts):
        fields.problem("questions", "E219", long)
    return Evaluation(
        course=course,
        id=fields.word("id"),
        title=fields.text("title", limit=255),
        introduction=fields.text("introduction", limit=300, default=""),
        prompts=prompts,
    )


def _prompt(fields: Fields) -> Prompt:
    key = fields.key(0)
    said = [word for word in PROMPTS if fields.has(word)]
    if len(said) != 1:
        fields.problem(
            "", "E220", "say `rate` (a statement) or `ask` (a question in free text), and one of them"
        )
    word = said[0] if said else "rate"
    prompt = Prompt(
        key=key, kind=PROMPTS[word], prompt=fields.text(word, limit=200, default="" if not said else None)
    )
    fields.skip(*PROMPTS)
    fields.finish()
    return prompt
