"""What the catalogue says of one model, as plain values."""

from __future__ import annotations

from typing import Literal, NamedTuple

from promptlint.prompt import DialectName, SectionName, Ttl

Status = Literal["active", "legacy", "eol", "preview", "gated"]
TokenizerFamily = Literal["A", "B", "N1", "N2"]


class Bounds(NamedTuple):
    """A number of tokens of which only a range is known; low == high where sources agree."""

    low: int
    high: int


class Claim(NamedTuple):
    """Who says what about a model, and when.

    `date` is an ISO day; the first of the month where only the month is known.
    """

    what: str
    value: str
    source: str
    date: str
    url: str | None


class Price(NamedTuple):
    """US dollars per million tokens; None where the service lists no such price.

    `above`: the row holds for prompts of more tokens than this; None for the base row.
    """

    input: float
    write_5m: float | None = None
    write_1h: float | None = None
    read: float | None = None
    output: float | None = None
    above: int | None = None


class Caching(NamedTuple):
    """What one API takes of checkpoints for one model.

    Attributes:
        supported: None if nobody says.
        minimum: tokens that a prefix must have, counted from the start of the request.
        disputed: sources or measurements differ on the minimum.
        maximum: tokens beyond which the vendor documents that nothing is cached, whatever has been
            measured; None where no such figure is documented.
        max_checkpoints: in one request.
        fields: sections that may hold a checkpoint.
        ttls: lifetimes that the service offers.
        explicit_ttl: whether a ttl key may be written; None if nobody says.
        after_text_only: a checkpoint must directly follow text.
        automatic: whether a top-level `cache_control` is accepted; None if nobody says.
    """

    supported: bool | None
    minimum: Bounds
    disputed: bool
    max_checkpoints: int
    fields: frozenset[SectionName]
    ttls: tuple[Ttl, ...]
    explicit_ttl: bool | None
    after_text_only: bool
    automatic: bool | None
    maximum: int | None = None


# The range holds every minimum that Bedrock documents (512 to 4,096), so that a prefix outside it
# is judged for certain. Nothing is called refused, and nobody says that a ttl may be written.
UNKNOWN = Caching(
    supported=None,
    minimum=Bounds(512, 4096),
    disputed=False,
    max_checkpoints=4,
    fields=frozenset({"tools", "system", "messages"}),
    ttls=("5m", "1h"),
    explicit_ttl=None,
    after_text_only=False,
    automatic=None,
)
# Every Claude since 3.7 caches, and every one since 4.5 for an hour too (AWS user guide, 2026-10).
UNKNOWN_CLAUDE = UNKNOWN._replace(supported=True)
# What all Nova models have in common: no checkpoint in tools, none but after text, no ttl key, and
# 20K tokens at most (AWS user guide and model cards).
UNKNOWN_NOVA = UNKNOWN._replace(
    supported=True,
    fields=frozenset({"system", "messages"}),
    ttls=("5m",),
    explicit_ttl=False,
    after_text_only=True,
    maximum=20_000,
)
REFUSED = UNKNOWN._replace(
    supported=False,
    max_checkpoints=0,
    fields=frozenset(),
    ttls=(),
    explicit_ttl=False,
    automatic=False,
)


class OwnCaching(NamedTuple):
    """What a model does by itself, without checkpoints."""

    minimum: int | None
    lifetime: str | None


class Model(NamedTuple):
    """One model, or a family of models that the catalogue knows by a prefix of their IDs.

    Attributes:
        id: the foundation model's ID on Bedrock; for a family, the prefix.
        family: tokenizer family, None if not known.
        profiles: prefixes of inference profiles seen ("us", "global", …); "" is the bare ID.
        on_demand: whether the bare ID can be called in some Region; None if nobody says.
        preserved_thinking: signed thinking is checked against all that stands before it, so that
            nothing there may change.
        prices: by "global", "geo" and "us-gov"; "geo" also prices bare IDs.
        converse, invoke: what the two APIs take; see `caching`.
        own: what it caches without checkpoints, None where it does not or nobody says.
        context_window, max_output: in tokens, None if not known.
        max_image_tokens: what one image costs at most.
        aliases: names that are not Bedrock IDs.
        is_family: `id` is a prefix.
    """

    id: str
    name: str
    vendor: str
    status: Status
    status_note: str
    family: TokenizerFamily | None
    profiles: tuple[str, ...]
    on_demand: bool | None
    preserved_thinking: bool
    prices: dict[str, tuple[Price, ...]]
    converse: Caching = UNKNOWN
    invoke: Caching = UNKNOWN
    own: OwnCaching | None = None
    context_window: int | None = None
    max_output: int | None = None
    max_image_tokens: int | None = None
    aliases: tuple[str, ...] = ()
    is_family: bool = False

    def caching(self, dialect: DialectName) -> Caching:
        """What the API behind this dialect takes of checkpoints for this model."""
        return self.converse if dialect == "converse" else self.invoke

    @property
    def claims(self) -> tuple[Claim, ...]:
        """Where the figures come from. Reads a file of its own: for people, not for checks."""
        from promptlint.catalog.reading import claims_for

        return claims_for(self.id)

    @property
    def notes(self) -> tuple[str, ...]:
        """What the figures do not say. Read from the same file as the claims."""
        from promptlint.catalog.reading import notes_for

        return notes_for(self.id)


def price(model: Model, profile: str | None, prompt_tokens: int) -> Price | None:
    """What a model costs through an inference profile, for a prompt of this size.

    Args:
        model: a model of the catalogue.
        profile: "global", "us-gov", any other prefix, or "" or None for a bare ID. In its Region
            a bare ID costs what a geographic profile costs (AWS price list, 2026-10-12).
        prompt_tokens: the whole prompt, cached tokens included.

    Returns:
        The row of the highest tier that the prompt exceeds; None if no price is known.
    """
    rows = model.prices.get(profile if profile in ("global", "us-gov") else "geo", ())
    fitting = [row for row in rows if row.above is None or prompt_tokens > row.above]
    return max(fitting, key=lambda row: row.above or 0, default=None)
