"""What the names of placeholders tell, and when braces are none."""

from __future__ import annotations

import pytest

from promptlint.facts.volatile import find_spots
from promptlint.facts.volatile.weighing.names import guess
from promptlint.facts.volatile.words.tables import lexicon

NAMES = {
    "now": "request",
    "current_date": "day",
    "datetime.now().strftime('%H:%M')": "request",
    "getTodayForLLM()": "day",
    "user.name": "user",
    "props.message": "request",
    "selected_code.file_type": "request",
    "repository_info.branch_name": "session",
    "process.cwd()": "session",
    "messages[-1].content": "request",
    "is_git_repo": "session",
    "writing_style_prompt_user": "user",
    "kundennummer": "user",
    "arbeitsverzeichnis": "session",
    "heute": "day",
    "benutzername": "user",
    "用户名": "user",
    "max_iterations": "static",
    "format_instructions": "static",
    "tools": "static",
    "agent.name": "static",
    "system_prompt": "static",
    "len(tools)": "static",
    "__version__": "static",
    "enable_history": "static",
}


@pytest.mark.parametrize(("name", "lifetime"), NAMES.items())
def test_a_name_tells_the_lifetime(name: str, lifetime: str) -> None:
    found = guess(name, lexicon())
    assert (found.known, found.lifetime) == (True, lifetime)


@pytest.mark.parametrize("name", ["catalogue", "reaction_prompt", "xyzzy"])
def test_an_unknown_name_is_volatile_at_low_confidence(name: str) -> None:
    assert guess(name, lexicon()) == lexicon().unknown
    assert lexicon().unknown.lifetime == "request"
    assert lexicon().unknown.confidence == "low"


def spots(text: str) -> list[tuple[str, str]]:
    return [(text[m.start : m.end], m.lifetime) for m in find_spots(text)]


LOOPS = [
    ("{% for m in memories %}- {{ m.text }}\n{% endfor %}", "{{ m.text }}", "user"),
    ("{% for key, doc in documents %}{{ doc }}{% endfor %}", None, None),
    ("{% for row in history %}{{ row.role }}{% endfor %}", "{{ row.role }}", "request"),
    ("{{#each memories}}{{this}}{{/each}}", "{{this}}", "user"),
    ("{{#each documents as |d|}}{{d.title}}{{/each}}", "{{d.title}}", "request"),
]


@pytest.mark.parametrize(("text", "hole", "lifetime"), LOOPS)
def test_a_loop_tells_what_its_variable_is(
    text: str, hole: str | None, lifetime: str | None
) -> None:
    found = spots(text)
    assert found == ([(hole, lifetime)] if hole else found)
    assert found


TEMPLATES = [
    ("Hello {{.RequestingUser.FirstName}}, it is {{.Time}}.", ["user", "request"]),
    ("Phone: {{ $('Webhook').item.json.body.data.from || $json.phone }}", ["request"]),
    ("{{\n$json.chat_messages\n ? 'again'\n : 'new'\n}}\nBe kind.", ["request"]),
    ("{% include 'current_date.j2' %}\nBe kind.", ["day"]),
    ("{% include 'rules.j2' %}\nBe kind.", []),
    ('<examples>\nQ: {question}\nReply as {{"a": 1}}\n</examples>', ["request"]),
    ("Write `{cursor}` there, as in `[{id}]`.", []),
    ("Replace it with the placeholder {{secret_name}}.", []),
    ("```go\nopts := tools.Options{debug}\n```", []),
    ("{{profile}}{{memory}}{{question}}", ["user", "user", "request"]),
    ("Current weather:\n{report}", ["request"]),
    ('现在是{now.strftime("%H:%M")}。', ["request"]),
]


@pytest.mark.parametrize(("text", "lifetimes"), TEMPLATES)
def test_templates_of_many_languages(text: str, lifetimes: list[str]) -> None:
    assert [lifetime for _, lifetime in spots(text)] == lifetimes


SOURCE = '''
import datetime


def render(order, seat):
    """Renders the prompt."""
    print(f"{order} {seat}")
    return f"""
You help travellers. The traveller sits in seat {seat} and has booked {order}.
Answer in {max_sentences} sentences.
"""
'''


def test_in_a_program_only_prompts_have_placeholders() -> None:
    assert [text for text, _ in spots(SOURCE)] == ["{seat}", "{order}"]
