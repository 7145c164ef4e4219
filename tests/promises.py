"""What every fix promises, checked without the engine's own proof."""

from __future__ import annotations

import json
from collections import Counter
from functools import cache
from typing import Any

import botocore.session
import botocore.validate

from promptlint.dialects import content
from promptlint.engine.fix import FixReport, fix_source
from promptlint.engine.lint import Settings
from promptlint.forms import read
from promptlint.prompt import Prompt
from promptlint.text import Grade, Source

# What may hold nothing but markers, and goes with them.
MAY_BE_EMPTIED = {"toolConfig", "additionalModelRequestFields", "providerOptions"}


def request_in(text: str) -> Prompt:
    """The only request in a file's text."""
    (request,) = read(Source("request.json", text), jsonl=False).requests
    return request


def characters(request: Prompt) -> Counter[str]:
    """All characters that the model reads as text."""
    return Counter(c for block in request.blocks for node in block.texts for c in node.string)


@cache
def converse_shape() -> Any:  # noqa: ANN401 - botocore has no types
    """Botocore's own description of a Converse request."""
    session = botocore.session.get_session()
    return session.get_service_model("bedrock-runtime").operation_model("Converse").input_shape


def accepted_by_botocore(text: str) -> bool:
    """Whether botocore would send the request."""
    validator = botocore.validate.ParamValidator()
    return not validator.validate(json.loads(text), converse_shape()).has_errors()


def assert_promises(text: str, report: FixReport, settings: Settings) -> None:
    """Compare the text of a file before and after a fix."""
    assert report.failed is None, report.failed
    before, after = request_in(text), request_in(report.after)

    # Every character is kept, messages keep their order, and what is not text stays whole.
    assert characters(before) == characters(after)
    roles = [message.role for message in before.lists if message.section == "messages"]
    assert roles == [message.role for message in after.lists if message.section == "messages"]
    gone = json.loads(text).keys() - json.loads(report.after).keys()
    assert gone <= {marker.spelling for marker in before.markers} | MAY_BE_EMPTIED
    assert json.loads(report.after).keys() <= json.loads(text).keys()
    whole = [block.node.kind for block in before.blocks if block.kind != "text"]
    assert whole == [block.node.kind for block in after.blocks if block.kind != "text"]
    if settings.reach is Grade.SAFE:
        assert content(before) == content(after)
        assert len(after.markers) <= len(before.markers)
    if report.changed and settings.reach is not Grade.SAFE:
        assert len(after.checkpoints) <= 4

    # The service takes it, if it took it before.
    if before.dialect == "converse" and accepted_by_botocore(text):
        assert accepted_by_botocore(report.after)

    # Fixing twice changes nothing, and what needed no fix was not touched.
    again = fix_source(Source("request.json", report.after), settings)
    assert again.after == report.after
    assert report.changed == bool(report.fixed)
