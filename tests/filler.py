"""Text that never changes, by the word: rule examples and tests say ⟨1500 words⟩ for it."""

from __future__ import annotations

import re
from itertools import cycle, islice

_SENTENCES = (
    "Answer in the language of the customer and keep to the tone of a patient colleague.",
    "Quote the tariff table by its row, and name the row that you used when a price is disputed.",
    "A parcel counts as late once the promised window has closed and no scan has been recorded.",
    "When two scans contradict each other, trust the one from the larger depot and say so.",
    "Offer a refund only where the tariff allows it, and explain the rule in a single sentence.",
    "Damage is judged from the photographs, never from the words that describe it.",
    "If an address cannot be matched, ask for the building and the entrance before anything else.",
    "Fragile goods travel upright; advise a crate whenever the contents are glass or ceramic.",
    "Customs papers need the value, the weight and the origin of every item in the box.",
    "Do not promise what a driver will do, and do not name drivers at all.",
    "Perishable goods are returned to the sender after the second failed attempt.",
    "Insurance begins when the parcel is scanned in and ends when a signature is given.",
)
_WORDS = " ".join(_SENTENCES).split()

_WISH = re.compile(r"⟨(\d+) words⟩")


def words(count: int) -> str:
    """That many words of plain instructions."""
    return " ".join(islice(cycle(_WORDS), count))


def expand(text: str) -> str:
    """`text` with every ⟨N words⟩ replaced."""
    return _WISH.sub(lambda match: words(int(match[1])), text)
