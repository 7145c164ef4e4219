"""Floor 0: what callers of promptlint can expect to go wrong."""

from __future__ import annotations


class PromptlintError(Exception):
    """What promptlint cannot do, and why, in one sentence. All of its errors are of this kind."""


class BadOption(PromptlintError, ValueError):
    """An option says what is not known: a model, a rule, a severity, a traffic, a grade."""


class BadConfiguration(PromptlintError, ValueError):
    """A configuration file cannot be used; the message has a line for each thing wrong in it."""


class Unreadable(PromptlintError):
    """A file cannot be read or written, or a mapping holds values that are no JSON."""


class NoRequest(PromptlintError, ValueError):
    """There is no request where one is needed."""
