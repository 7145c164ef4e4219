"""What in a body looks meant as a checkpoint, in any spelling and place."""

from __future__ import annotations

from collections.abc import Iterator

from promptlint.syntax import Node

# Arbitrary JSON of the user's: a key in it that reads like a marker is data.
_OPAQUE = frozenset({"input", "json", "inputSchema", "input_schema", "input_examples"})

# Where SDKs keep what is theirs: a marker in there was to be spelled by the SDK, which did not.
_SDK_KEYS = frozenset(
    {
        *("providerOptions", "providerMetadata", "provider_options"),
        *("experimental_providerOptions", "experimental_providerMetadata"),
        *("additional_kwargs", "additionalKwargs"),
    }
)
_NOT_OURS = _OPAQUE | _SDK_KEYS


def is_marker_key(key: str | int | None) -> bool:
    """Whether a key looks meant as a checkpoint, in any spelling of its two names."""
    if not isinstance(key, str) or key[:1] not in "cC":
        return False
    return key.replace("_", "").replace("-", "").lower() in ("cachepoint", "cachecontrol")


def marker_members(node: Node) -> list[Node]:
    """The values in an object that stand under a marker's key.

    A null beside other members says that there is none, as some serialisers write it.
    """
    if not node.is_object:
        return []
    found = [child for child in node.children if is_marker_key(child.step)]
    if len(found) < len(node.children):
        return [child for child in found if child.raw != "null"]
    return found


def is_marker_item(element: Node) -> bool:
    """Whether a list's element is nothing but a marker."""
    return (
        element.is_object
        and bool(element.children)
        and all(is_marker_key(child.step) for child in element.children)
    )


def nested_markers(element: Node) -> Iterator[Node]:
    """Markers inside a block, below its own keys, in the order of the text."""
    waiting = [
        child
        for child in reversed(element.children)
        if child.step not in _NOT_OURS and not is_marker_key(child.step)
    ]
    while waiting:
        node = waiting.pop()
        if node.is_object:
            yield from marker_members(node)
        waiting += (
            child
            for child in reversed(node.children)
            if child.children and child.step not in _OPAQUE and not is_marker_key(child.step)
        )


def sdk_markers(holder: Node) -> Iterator[Node]:
    """Markers among the settings that an SDK keeps in an object that is no block."""
    for child in holder.children if holder.is_object else ():
        if child.step in _SDK_KEYS:
            yield from nested_markers(child)
            yield from marker_members(child)


def sdk_shell(value: Node) -> Node | None:
    """The settings of an SDK that hold nothing but this marker; None if it is in none such."""
    shell = value.parent
    while shell is not None and shell.is_object and len(shell.children) == 1:
        if shell.step in _SDK_KEYS:
            return shell
        shell = shell.parent
    return None
