"""Sentences that change from call to call, and sentences that only look so."""

from __future__ import annotations

import pytest

from promptlint.facts.volatile import find_spots

# text with the value between » and «, lifetime
CHANGES = [
    # dates, in several orders and languages
    ("Today is »2026-11-20«.", "day"),
    ("Today's date is »November 20, 2026«. Be brief.", "day"),
    ("You are a helpful bot.\nCurrent date: »20 November 2026«", "day"),
    ("It is currently »Friday, November 20, 2026«.", "day"),
    ("The current date is »Fri Nov 20 2026«.", "day"),
    ("Today: »11/20/2026«", "day"),
    ("For context, today is »20/11/2026«.", "day"),
    ("**Current date:** »2026/11/20«", "day"),
    ("Today is »Friday«.", "day"),
    ("Current date\n2026 is a long year", None),
    ("Heute ist »Freitag, der 20. November 2026«.", "day"),
    ("Aktuelles Datum: »20.11.2026«", "day"),
    ("Nous sommes le »20 novembre 2026«.", "day"),
    ("Date du jour : »20/11/2026«", "day"),
    ("Hoy es »viernes 20 de noviembre de 2026«.", "day"),
    ("Fecha actual: »20/11/2026«", "day"),
    ("Hoje é »sexta-feira, 20 de novembro de 2026«.", "day"),
    ("Data odierna: »20 novembre 2026«", "day"),
    ("Vandaag is het »vrijdag 20 november 2026«.", "day"),
    ("今天是»2026年11月20日«。", "day"),
    ("今日の日付は»2026年11月20日«です。", "day"),
    ("Сегодня »20 ноября 2026« года.", "day"),
    ("오늘 날짜: »2026년 11월 20일«", "day"),
    # clocks
    ("The current time is »10:33:12«.", "request"),
    ("Current time: »2026-11-20T10:33:12.123Z«", "request"),
    ("Current date and time: »Friday, November 20, 2026 at 06:00:31 PM PDT«", "request"),
    ("Now: »2026-11-20 10:33:12 UTC«\nYou are an agent.", "request"),
    ("Current time: »Friday, November 20, 2026, 6:47 PM (America/Los_Angeles)«", "request"),
    ("Es ist jetzt »10:33 Uhr«.", "request"),
    ("Heure actuelle : »10h33«", "request"),
    ("当前时间：»2026-11-20 10:33:12«", "request"),
    ("現在の日時：»2026年11月20日 10時33分«", "request"),
    ("Текущее время: »20.11.2026 10:33«", "request"),
    ("[system] timestamp=»1795170792«", "request"),
    ("Unix time: »1795170792123«", "request"),
    # identifiers
    ("Request ID: »7f3c1b2a-9d8e-4f6a-8b7c-1d2e3f4a5b6c«", "request"),
    ("trace_id=»4bf92f3577b34da6a3ce929d0e0e4736«", "request"),
    ("(session ID: »sess_8fK2jQ91xZ«)", "session"),
    ("conversationId: »01JD3KX5T8M9QWERTYASDFGH12«", "session"),
    ("Thread ID: `»V1StGXR8_Z5jdHi6B-myT«`", "session"),
    ("Sitzungs-ID: »a81f-22c9-77e0«", "session"),
    ("Nonce: »9f8a7b6c5d4e«", "request"),
    ("Kundennummer: »4711-2290«", "user"),
    ("User ID: »u-93821«", "user"),
    ("<session_id>»abc-1234-def«</session_id>", "session"),
    ("»x-anthropic-billing-header: cc_version=2.1.0; cch=a1b2c;«\nYou are Claude.", "request"),
    # people
    ("You are logged in as »maria.lopez@corp.example.net«.", "user"),
    ("The user's name is »Maria Lopez«.", "user"),
    ("You are talking to »Maria Lopez«, a nurse.", "user"),
    ("Username: »mlopez42«", "user"),
    ("User email: »maria@lopez.net«", "user"),
    ("The user is located in »Lisbon, Portugal«.", "user"),
    ("User's timezone: »Europe/Lisbon«", "user"),
    ("Angemeldet als: »Erika Musterfrau«", "user"),
    ("Nom de l'utilisateur : »Camille Durand«", "user"),
    ("Nombre del usuario: »Lucía Gómez«", "user"),
    ("Имя пользователя: »Иван Петров«", "user"),
    ("用户名：»王小明«", "user"),
    ("## User profile\n- Name: »Maria Lopez«\n", "user"),
    # where the work is done
    ("Working directory: »/home/maria/src/shop«", "session"),
    ("The current working directory is `»/Users/maria/src/shop«`.", "session"),
    ("cwd: »C:\\Users\\maria\\src«", "session"),
    ("Arbeitsverzeichnis: »/home/erika/projekt«", "session"),
    ("Current branch: »feature/checkout-2«", "session"),
    ("Recent commits:\n»9f8e7d6 Fix the cart\n1a2b3c4 Add tests«", "session"),
    ("Git status:\n» M src/cart.py\n?? notes.txt«", "session"),
    # counters and budgets
    ("This is turn »3 of 10«.", "request"),
    ("Iteration »12/50«", "request"),
    ("You have »14961559 tokens left«.", "request"),
    ("Tokens remaining: »12,345«", "request"),
    ("There are »37« previous messages.", "request"),
    # secrets
    ("Authorization: Bearer »dGhpcyBpcyBub3QgYSBzZWNyZXQgMTIz«", "session"),
    (
        "Use »https://b.s3.amazonaws.com/a.pdf?X-Amz-Expires=60&X-Amz-Signature=0a1b2c3d4e5f60718293«.",
        "request",
    ),
    # placeholders
    ("Today is »{{current_date}}«.", "day"),
    ("Now: »${now}«. You are an agent.", "request"),
    ("Hello »{user_name}«, you are talking to a bot.", "user"),
    ("Answer with this context:\n»{context}«\n", "request"),
    ("Question: »{{ question }}«", "request"),
    ("User: »%(user_name)s«", "user"),
    ("The session is »<<session_id>>«.", "session"),
    ("»{% render 'current_time' %}«\nYou are an agent.", "request"),
    ("Time: »{datetime.now().isoformat()}«", "request"),
    ("cwd = »${process.cwd()}«", "session"),
    ('Reply as {{"answer": "…"}} to »{question}«', "request"),
]

STAYS = [
    "Knowledge cutoff: 2024-06",
    "Your knowledge cutoff is April 2024.",
    "Your training data ends on January 31, 2025.",
    "This policy is effective 2026-01-01.",
    "Effective date: January 1, 2026",
    "Released on 2024-03-04, version 2.1.0.",
    "Version 2024-11-20 of the manual",
    "Last updated: 2025-03-01",
    "Use anthropic_version 2023-06-01.",
    "The exact model ID is claude-sonnet-4-20250514.",
    "Dates have the format YYYY-MM-DD, e.g. 2024-01-15.",
    "Write dates like 2024-01-15 or January 15, 2024.",
    "For example, if today is 2024-05-01, tomorrow is 2024-05-02.",
    "<example>\nToday is 2026-11-20.\nUser: hi\n</example>",
    "<examples><example>Session ID: 8f2a-11c9</example></examples>",
    "## Examples\nUser: what is new?\nCurrent date: 2026-11-20\n",
    "Example: Request ID: 7f3c1b2a-9d8e-4f6a-8b7c-1d2e3f4a5b6c",
    '```json\n{"date": "2024-01-15", "id": "7f3c1b2a-9d8e-4f6a-8b7c-1d2e3f4a5b6c"}\n```',
    "Business hours: 09:00-17:00, Monday to Friday.",
    "We are open from 9:00 to 17:30.",
    "Use an aspect ratio of 16:10 or 4:3.",
    "John 3:16 is a verse.",
    "Call +1 555 010 9999 or 030 1234567.",
    "It costs $19.99, or 1.299,00 € a year.",
    "See https://docs.example.com/2024/01/15/release-notes for more.",
    "Neil Armstrong walked on the Moon on July 20, 1969.",
    "The contract between 2020-01-01 and 2025-12-31 applies.",
    "The company was founded on 4 April 1975.",
    "Deadline: 2026-12-31",
    "Copyright (c) 2024-2026 Example Corp.",
    "Write to support@example.com if it fails.",
    "Contact: help@example.org",
    "Requires Python 3.11.4 and Node v20.10.0.",
    "See RFC 3339 and ISO 8601:2004.",
    "The server listens on 127.0.0.1:8080.",
    "Logs are in /var/log/app.log.",
    "Ask the user for their session ID before you go on.",
    "The user's name must never be repeated.",
    "Always address the user by name.",
    "The user is a beginner who wants to learn.",
    "The current user must confirm each order.",
    "If the working directory is not a repository, say so.",
    "Use the `cwd` parameter: the directory to run in.",
    "Step 1 of 3: read the file.",
    "If fewer than 500 tokens remaining, stop.",
    "Today we focus on quality. The 2019 guidelines apply.",
    "Users can cancel up to 24:00 the day before.",
    "Die Richtlinie ist gültig ab 01.01.2026.",
    "Wissensstand: April 2024",
    "Öffnungszeiten: 9:00 bis 17:00 Uhr",
    "En vigueur depuis le 1er janvier 2024.",
    "Vigente desde el 1 de enero de 2024.",
    "知识截止日期：2024年6月1日",
    "例如：今天是2024年1月15日。",
    "営業時間は9:00から17:00までです。",
    "GET /users/{id}/orders/{order_id} returns the order.",
    "POST https://api.example.com/v1/users/{user_id}",
    "body { color: red } .x{margin:0}",
    "The loss is \\frac{a}{b} + \\text{time} and x_{i}^{n}.",
    "Match it with [0-9]{3}-\\d{4}.",
    "<div className={styles.box} key={user}>hi</div>",
    '```bash\necho "${HOME}/bin" && cd ${PROJECT_DIR}\n```',
    '{"type": "object", "properties": {"date": {"type": "string"}}}',
    'Reply with {"date": "2024-01-15", "user_name": "Jane Doe"}.',
    "Use at most {max_iterations} calls of the tools.",
    "{format_instructions}",
    "Commit messages follow the form: type(scope): subject",
    "Turn 90 degrees left, then walk 3 of 4 miles.",
    "Room: 101, Floor: 3",
    "Today’s special: ask for it",
]


@pytest.mark.parametrize(("marked", "lifetime"), CHANGES)
def test_what_changes_is_found(marked: str, lifetime: str | None) -> None:
    text = marked.replace("»", "").replace("«", "")
    found = [(text[m.start : m.end], m.lifetime) for m in find_spots(text)]
    if lifetime is None:
        assert found == []
    else:
        value = marked[marked.index("»") + 1 : marked.index("«")]
        assert found == [(value, lifetime)]


@pytest.mark.parametrize("text", STAYS)
def test_what_stays_is_left_alone(text: str) -> None:
    assert [(text[m.start : m.end], m.evidence) for m in find_spots(text)] == []
