"""The site that these pages become, with nothing in it that a browser would fetch elsewhere.

python -m sphinx -W --keep-going -b dirhtml docs OUT
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from promptlint import __version__
from promptlint.rulepack import DOCUMENTATION

if TYPE_CHECKING:
    from sphinx.application import Sphinx

project = "promptlint"
version = release = __version__
project_copyright = "the authors of promptlint, Apache-2.0"

# The pages of the menu. They stand here and not in the pages, which are read on forges as well.
MENU = {
    "Begin": ["tutorial", "adopting", "concepts", "commands", "configuration"],
    "Rules": ["rules/index", "volatile-text", "rule-packs", "suppressions"],
    "Use": ["ci", "editors", "shell-completion", "output", "api"],
    "Figures": ["catalogue", "costs", "token-counts", "layout"],
    "Project": ["contributing", "versioning", "changelog"],
}

extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon"]
myst_heading_anchors = 3
smartquotes = False  # it would make a dash of the hyphens of an option
default_role = "code"  # what `this` means in our docstrings
autodoc_member_order = "bysource"
autodoc_typehints = "signature"
python_maximum_signature_line_length = 80
napoleon_numpy_docstring = False
napoleon_use_ivar = True  # the fields of a value are said once, with its class

html_theme = "furo"
html_title = f"promptlint {__version__}"
html_baseurl = f"{DOCUMENTATION}/"
html_static_path = ["_static"]
html_css_files = ["site.css"]
html_use_index = html_domain_indices = False
html_copy_source = html_show_sourcelink = False
pygments_style, pygments_dark_style = "default", "github-dark"


def setup(app: Sphinx) -> None:
    """Give the first page its menu, and pass over what says nothing."""
    app.connect("source-read", _add_menu)
    app.connect("autodoc-skip-member", _says_nothing)


def _says_nothing(_app: Sphinx, _what: str, _name: str, member: object, *_: object) -> bool | None:
    """True for a field of a named tuple with nothing but Python's own words for it."""
    return (getattr(member, "__doc__", None) or "").startswith("Alias for field number") or None


def _add_menu(_app: Sphinx, page: str, text: list[str]) -> None:
    """`text` holds one text, the page's, and takes another in its place."""
    if page == "index":
        text[0] += "".join(_menu(caption, pages) for caption, pages in MENU.items())
    elif page.startswith("rules/") and page != "rules/index":
        # Fifty rules would bury the menu; their index leads to them.
        text[0] = f"---\norphan: true\n---\n{text[0]}"


def _menu(caption: str, pages: list[str]) -> str:
    listed = "\n".join(pages)
    return f"\n```{{toctree}}\n:hidden:\n:caption: {caption}\n\n{listed}\n```\n"
