"""Cache maps as one self-contained page of HTML."""

from promptlint.report.html.page import Pages

__all__ = ["Pages"]
