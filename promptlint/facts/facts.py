"""The facts about one request, each computed when it is first asked for, and once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property, partial
from itertools import accumulate
from typing import TYPE_CHECKING, Literal, TypeVar, cast

from promptlint.catalog import Caching, Found, caching_for, find
from promptlint.facts import naming
from promptlint.facts.cost import Rates, rates_for
from promptlint.facts.minimum import compare
from promptlint.facts.places import takes_checkpoint
from promptlint.facts.prefix import Counter, Prefix
from promptlint.facts.spots import renewed, spots_of
from promptlint.facts.tokens import Overhead, Tokens, bound_block, count_block, overhead
from promptlint.facts.traffic import Traffic, infer
from promptlint.facts.volatile import Lexicon
from promptlint.findings import LIFETIMES, Lifetime, Spot
from promptlint.prompt import Block, BlockList, Checkpoint, DialectName, Prompt
from promptlint.text import Grade

if TYPE_CHECKING:
    from promptlint.facts.samples import Observed, Recorded

_T = TypeVar("_T")

# What the user may want kept by every plan.
Kept = Literal["order", "checkpoints"]

_NOT_NAMED = Found(model=None, base_id=None, profile=None, opaque=False, closest=None)


class Facts:
    """The facts about one request.

    Args:
        request: the request.
        model_id: the model to assume where the request names none, be it that its ID is a
            placeholder or an ARN that hides the model.
        traffic: None to infer it from the request's shape.
        quick: estimate tokens without a vocabulary: faster, with wider intervals.
        reach: how far the fixes that checks propose may go.
        counter: who can count a prefix exactly; asked about those whose size is in doubt.
        words: the lexicon of volatile text; ours if None.
        keeps: what a plan leaves as it is.
        samples: recorded requests; what they show of this one counts more than what is assumed.
    """

    def __init__(  # noqa: PLR0913 - what is not in the request is said by keyword
        self,
        request: Prompt,
        model_id: str | None = None,
        traffic: Traffic | None = None,
        *,
        quick: bool = False,
        reach: Grade = Grade.LAYOUT,
        counter: Counter | None = None,
        words: Lexicon | None = None,
        keeps: frozenset[Kept] = frozenset(),
        samples: Sequence[Recorded] = (),
    ) -> None:
        self.request = request
        self.model_id = naming.model_id(request, model_id)
        self.found = find(self.model_id) if self.model_id else _NOT_NAMED
        self.caching: Caching = caching_for(self.found, request.dialect)
        self._renewed = renewed(request, words)
        self.samples = samples
        self.traffic = traffic or self._usual_traffic()
        self.quick = quick
        self.reach = reach
        self.counter = counter
        self.words = words
        self.keeps = keeps
        self._memory: dict[object, object] = {}

    def _usual_traffic(self) -> Traffic:
        """As observed or, for what was not, as the request's shape suggests."""
        takes = partial(takes_checkpoint, self.request, self.caching)
        inferred = infer(self.request, lambda b: b.index not in self._renewed and takes(b))
        return self.observed.traffic(inferred) if self.observed else inferred

    @cached_property
    def observed(self) -> Observed | None:
        """What the samples tell of this request; None if none are given, or none are its kind."""
        if not self.samples:
            return None
        from promptlint.facts.samples import observe

        return observe(self.request, self.samples)

    @cached_property
    def precise(self) -> Facts:
        """The same facts with tokens counted by vocabulary."""
        if not self.quick:
            return self
        other = type(self)(
            self.request,
            self.model_id,
            self.traffic,
            reach=self.reach,
            counter=self.counter,
            words=self.words,
            keeps=self.keeps,
            samples=self.samples,
        )
        other.__dict__["spots"] = self.spots
        return other

    def remember(self, key: object, make: Callable[[], _T]) -> _T:
        """What `make` gives, computed once for these facts: for conclusions of upper floors."""
        if key not in self._memory:
            self._memory[key] = make()
        return cast("_T", self._memory[key])

    @cached_property
    def rivals(self) -> tuple[DialectName, ...]:
        """Other dialects that the body could be: none of Nova's where the model is another's."""
        model = self.found.model
        if model is not None and model.vendor != "Amazon":
            return tuple(name for name in self.request.rivals if name != "invoke-nova")
        return self.request.rivals

    @cached_property
    def family(self) -> str | None:
        """The tokenizer family of the model, None where it is unknown."""
        return self.found.model.family if self.found.model else None

    @cached_property
    def spots(self) -> tuple[Spot, ...]:
        """Volatile texts that can break a prefix, in cache order.

        In a conversation the messages are frozen: what was new in one call is history in the
        next, byte for byte. Only a lone user message is filled anew each time.
        """
        blocks = self.request.blocks
        before = [block for block in blocks if block.section != "messages"]
        messages = [block for block in blocks[len(before) :] if self._is_refilled(block)]
        found = [spot for block in before for spot in spots_of(block, self.words)]
        if self.observed is not None:
            found = [*self.observed.spots(found)]
        return (*found, *(spot for block in messages for spot in spots_of(block, self.words)))

    def _is_refilled(self, block: Block) -> bool:
        return not self.traffic.converses and block.role == "user"

    def spots_in(self, block: Block) -> tuple[Spot, ...]:
        """The spots of one block."""
        return self._spots_by_block.get(block.index, ())

    @cached_property
    def _spots_by_block(self) -> dict[int, tuple[Spot, ...]]:
        grouped: dict[int, list[Spot]] = {}
        for spot in self.spots:
            grouped.setdefault(spot.block.index, []).append(spot)
        return {index: tuple(spots) for index, spots in grouped.items()}

    def list_of(self, block: Block) -> BlockList:
        """The list that a block stands in."""
        return self._lists[block.section, block.message]

    @cached_property
    def _lists(self) -> dict[tuple[str, int | None], BlockList]:
        return {(found.section, found.message): found for found in self.request.lists}

    def points_after(self, block: Block) -> tuple[Checkpoint, ...]:
        """The checkpoints that close a block."""
        return self._points_by_block.get(block.index, ())

    @cached_property
    def _points_by_block(self) -> dict[int, tuple[Checkpoint, ...]]:
        grouped: dict[int, tuple[Checkpoint, ...]] = {}
        for point in self.request.checkpoints:
            grouped[point.after.index] = (*grouped.get(point.after.index, ()), point)
        return grouped

    @cached_property
    def lifetimes(self) -> tuple[Lifetime, ...]:
        """How long each block stays the same, taken by itself."""
        marked = [point.after.index for point in self.request.checkpoints]
        asserted = max(marked, default=-1)
        return tuple(self._lifetime(block, asserted) for block in self.request.blocks)

    def _lifetime(self, block: Block, asserted: int) -> Lifetime:
        own = shortest(spot.lifetime for spot in self.spots_in(block) if spot.confidence != "low")
        if block.section != "messages":
            return own
        if self.traffic.converses:
            return "request" if block.index in self._renewed else "session"
        # Of a lone message, what the author has marked, and documents and what leads up to them,
        # come again; the question at the end does not.
        last = block.index == len(self.request.blocks) - 1
        recurs = block.index <= asserted or not last
        return shortest((own, "session" if recurs else "request"))

    @cached_property
    def tokens(self) -> tuple[Tokens, ...]:
        """Tokens of each block's own content."""
        return tuple(
            count_block(block, self.family, quick=self.quick) for block in self.request.blocks
        )

    @cached_property
    def bounds(self) -> tuple[Tokens, ...]:
        """Tokens of the prefix that ends with each block, bounded by its size alone.

        Wide, but had without looking at a single character.
        """
        sizes = (bound_block(block, self.family) for block in self.request.blocks)
        return tuple(accumulate(self._loads(sizes)))

    @cached_property
    def overhead(self) -> Overhead:
        """Tokens that stand in no block: request frame, hidden tool prompt, message frames."""
        return overhead(self.request, self.found.model)

    @cached_property
    def loads(self) -> tuple[Tokens, ...]:
        """Tokens that each block adds to a prefix: its own and the overhead before it."""
        return tuple(self._loads(self.tokens))

    def _loads(self, tokens: Iterable[Tokens]) -> Iterator[Tokens]:
        message = None
        for block, own in zip(self.request.blocks, tokens, strict=True):
            load = own if block.index else own + self.overhead.start
            if block.message is not None and block.message != message:
                load += self.overhead.per_message
                message = block.message
            yield load

    @cached_property
    def cumulative(self) -> tuple[Tokens, ...]:
        """Tokens of the prefix that ends with each block."""
        return tuple(accumulate(self.loads))

    @property
    def total(self) -> Tokens:
        """Tokens of the whole request."""
        return self.cumulative[-1] if self.cumulative else self.overhead.start

    @cached_property
    def rates(self) -> Rates:
        """What cached tokens cost on this model."""
        return rates_for(self.found, self.total.estimate)

    @cached_property
    def prefixes(self) -> tuple[Prefix, ...]:
        """What the checkpoints cache, in cache order."""
        found: list[Prefix] = []
        begin, before = 0, Tokens(0, 0, 0)
        lifetime: Lifetime = "static"
        expands = False
        for point in self.request.checkpoints:
            end = point.after.index + 1
            lifetime = shortest((lifetime, *self.lifetimes[begin:end]))
            blocks = self.request.blocks[begin:end]
            spots = tuple(spot for block in blocks for spot in self.spots_in(block))
            expands = expands or any(spot.kind == "placeholder" for spot in spots)
            tokens = self._counted(end - 1, expands=expands)
            found.append(
                Prefix(
                    checkpoint=point,
                    tokens=tokens,
                    added=Tokens(*(a - b for a, b in zip(tokens, before, strict=True))),
                    lifetime=lifetime,
                    survival=self.traffic.survival(lifetime, point.ttl),
                    spots=spots,
                    expands=expands,
                )
            )
            begin, before = end, tokens
        return tuple(found)

    def _counted(self, end: int, *, expands: bool) -> Tokens:
        """Tokens of the prefix that ends with block `end`: counted where an estimate won't do."""
        estimate = self.cumulative[end]
        if self.counter is None or self.quick or self.found.model is None:
            return estimate
        decided = compare(estimate, self.caching.minimum, expands=expands) != "maybe"
        if decided and not self.counter.everything:
            return estimate
        return self.counter.count(self.request, self.found.model.id, end) or estimate


def shortest(lifetimes: Iterable[Lifetime]) -> Lifetime:
    """The shortest of some lifetimes; "static" of none."""
    ranks = [LIFETIMES.index(lifetime) for lifetime in lifetimes]
    return LIFETIMES[max(ranks, default=0)]
