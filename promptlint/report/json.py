"""Findings and cache maps for programs.

The fields are a contract: some may be added, none changes.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any

from promptlint import __version__
from promptlint.catalog import Bounds, Caching
from promptlint.facts import Facts, Tokens, Traffic
from promptlint.findings import Finding, FoundSpot
from promptlint.layout.states import Judged
from promptlint.prompt import Block
from promptlint.report.cache_map import CacheMap
from promptlint.report.results import Result, count

SCHEMA = 1

Object = dict[str, Any]


def dump(value: Object | Sequence[Object]) -> str:
    """A JSON document in ASCII, so that it survives every encoding and every terminal."""
    return json.dumps(value, indent=2) + "\n"


def findings(results: Sequence[Result]) -> Object:
    """What `check --output-format json` prints."""
    counts = count(results)
    return {
        "schema": SCHEMA,
        "version": __version__,
        "files": [
            {"path": result.path, "form": result.form, "requests": result.requests}
            for result in results
        ],
        "findings": [_finding(finding) for result in results for finding in result.findings],
        "summary": {
            "error": counts.error,
            "warning": counts.warning,
            "info": counts.info,
            "suppressed": counts.suppressed,
            "requests": counts.requests,
        },
    }


def _finding(finding: Finding) -> Object:
    place, fix, suppressed = finding.place, finding.fix, finding.suppressed
    return {
        "rule": finding.rule,
        "code": finding.code,
        "severity": finding.severity.label,
        "message": finding.message,
        "path": finding.path,
        "request": finding.request,
        "line": place.start.line,
        "column": place.start.column,
        "end_line": place.end.line,
        "end_column": place.end.column,
        "pointer": place.pointer,
        "spots": [_spot(spot) for spot in finding.spots],
        "related": [
            {
                "pointer": note.place.pointer,
                "line": note.place.start.line,
                "column": note.place.start.column,
                "note": note.note,
            }
            for note in finding.related
        ],
        "tokens": finding.tokens,
        "usd_per_1000_requests": finding.usd_per_1000_requests,
        "fix": None if fix is None else {"grade": fix.grade.label, "title": fix.title},
        "suppressed": None if suppressed is None else suppressed._asdict(),
        "fingerprint": finding.fingerprint,
        "url": finding.url,
    }


def _spot(spot: FoundSpot) -> Object:
    return {
        "pointer": spot.place.pointer,
        "start": spot.start,
        "end": spot.end,
        "text": spot.text,
        "kind": spot.kind,
        "lifetime": spot.lifetime,
        "confidence": spot.confidence,
        "line": spot.place.start.line,
        "column": spot.place.start.column,
        "end_line": spot.place.end.line,
        "end_column": spot.place.end.column,
    }


def layouts(maps: Iterable[CacheMap]) -> Object:
    """What `layout --output-format json` prints."""
    return {"schema": SCHEMA, "requests": [layout(each) for each in maps]}


def layout(cache_map: CacheMap) -> Object:
    """One request's cache map.

    In `best`, `order` lists the pieces of the request in their new order, with null for start and
    end where a block stays whole, and `after` counts in that list. `after_block` and the prefix
    of a marker that closes no block are null.
    """
    facts, best = cache_map.facts, cache_map.plan
    start, per_message = facts.overhead
    messages = {block.message for block in facts.request.blocks if block.message is not None}
    overhead = sum((per_message for _ in messages), start)
    cost = cache_map.cost
    return {
        "path": cache_map.path,
        "request": cache_map.number,
        "pointer": facts.request.pointer(facts.request.root),
        "dialect": facts.request.dialect,
        "model": _model(facts),
        "overhead": _tokens(overhead),
        "blocks": [_block(cache_map, block) for block in facts.request.blocks],
        "checkpoints": [_checkpoint(facts, each) for each in cache_map.judged],
        "traffic": _traffic(facts.traffic),
        "cost": {
            "now": round(cost.now, 6),
            "best": round(cost.best, 6),
            "uncached": round(cost.uncached, 6),
            "unit": cost.unit,
        },
        "best": {
            "order": [
                {
                    "pointer": cache_map.pointer(entry.block),
                    "start": entry.part.start if entry.part else None,
                    "end": entry.part.end if entry.part else None,
                }
                for entry in best.row.entries
            ],
            "checkpoints": [{"after": point.index, "ttl": point.ttl} for point in best.points],
        },
    }


def _traffic(traffic: Traffic) -> Object:
    """The figures, and for those that were observed, in how many requests."""
    told = traffic._asdict()
    if not traffic.measured:
        del told["requests"], told["measured"]
    return told


def _model(facts: Facts) -> Object | None:
    model = facts.found.model
    if model is None:
        return None
    return {"id": model.id, "name": model.name, **terms(facts.caching)}


def terms(caching: Caching) -> Object:
    """What a model takes of checkpoints, in the words of the contract."""
    sections = ("tools", "system", "messages")
    return {
        "minimum": _bounds(caching.minimum),
        "max_checkpoints": caching.max_checkpoints,
        "fields": [name for name in sections if name in caching.fields],
        "ttls": list(caching.ttls),
    }


def _block(cache_map: CacheMap, block: Block) -> Object:
    facts = cache_map.facts
    return {
        "index": block.index,
        "section": block.section,
        "role": block.role,
        "kind": block.kind,
        "pointer": cache_map.pointer(block),
        "tokens": _tokens(facts.tokens[block.index]),
        "lifetime": facts.lifetimes[block.index],
        "spots": [_spot(spot) for spot in cache_map.spots(block)],
    }


def _checkpoint(facts: Facts, judged: Judged) -> Object:
    marker, prefix = judged.marker, judged.prefix
    after = marker.after
    written = marker.ttl if isinstance(marker.ttl, str) else None
    return {
        "pointer": facts.request.pointer(marker.node),
        "after_block": after.index if after else None,
        "ttl": prefix.checkpoint.ttl if prefix else written,
        "prefix_tokens": _tokens(facts.cumulative[after.index]) if after else None,
        "minimum": _bounds(facts.caching.minimum),
        "state": judged.state,
    }


def _tokens(tokens: Tokens) -> Object:
    return {"low": tokens.low, "estimate": tokens.estimate, "high": tokens.high}


def _bounds(bounds: Bounds) -> Object:
    return {"low": bounds.low, "high": bounds.high}
