"""A static linter, cache-layout analyzer and fixer for Amazon Bedrock requests."""

from __future__ import annotations

import sys

TYPE_CHECKING = False  # as `typing` has it, which is not worth loading for that
if TYPE_CHECKING:
    from types import ModuleType

    from promptlint.api import (
        BadConfiguration,
        BadOption,
        Check,
        Diff,
        Finding,
        Fix,
        Layout,
        NoRequest,
        PromptlintError,
        Request,
        Severity,
        Traffic,
        Unreadable,
        check,
        diff,
        fix,
        layout,
    )
else:
    ModuleType = type(sys)

__version__ = "0.1.0"

__all__ = [
    "BadConfiguration",
    "BadOption",
    "Check",
    "Diff",
    "Finding",
    "Fix",
    "Layout",
    "NoRequest",
    "PromptlintError",
    "Request",
    "Severity",
    "Traffic",
    "Unreadable",
    "__version__",
    "check",
    "diff",
    "fix",
    "layout",
]


class _Package(ModuleType):
    """This package: what of the API somebody asks for is imported then."""

    def __getattr__(self, name: str) -> object:
        if name not in __all__:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        from promptlint import api

        return getattr(api, name)

    def __setattr__(self, name: str, value: object) -> None:
        # A part of the house is called `layout`, too. Once it has been imported, Python would put
        # it in the place of the function.
        if name != "layout" or not isinstance(value, ModuleType):
            super().__setattr__(name, value)

    def __dir__(self) -> list[str]:
        return sorted({*super().__dir__(), *__all__})


sys.modules[__name__].__class__ = _Package
