"""What users make of JSON, and what they are told about it."""

from __future__ import annotations

import json

import pytest

from promptlint.syntax import SyntaxProblem, parse


@pytest.mark.parametrize(
    ("marked", "reason"),  # a ‸ stands where the problem is
    [
        ("‸", "empty"),
        (" \n", "empty"),
        ("[1, 2‸", "ends inside an array"),
        ('{"a": {"b": 1}‸', "ends inside an object"),
        ('{"a"‸', "ends inside an object"),
        ('{"a":‸', "ends inside an object"),
        ("[1,‸", "ends inside an array"),
        ("[1‸,]", "comma stands before"),
        ('{"a": 1‸, }', "comma stands before"),
        ("[‸,1]", "value is missing"),
        ("[1,‸,2]", "value is missing"),
        ('{"a": ‸}', "value is missing"),
        ("[1 ‸2]", "comma is missing between two elements"),
        ('{"a": 1 ‸"b": 2}', "comma is missing between two members"),
        ('{"a": "say "‸hi" now"}', "backslash before the last quote"),
        ('{"a"‸ 1}', "colon is missing"),
        ("{‸a: 1}", "keys need double quotes"),
        ("{‸'a': 1}", "keys need double quotes"),
        ("{‸1: 1}", "a key in double quotes is missing"),
        ("{‸,}", "a key in double quotes is missing"),
        ("[‸'a']", "strings need double quotes"),
        ('["a‸\nb"]', "line break or control character"),
        ('["a‸\tb"]', "line break or control character"),
        ('["a‸\\x"]', "escape"),
        ('{"a‸\\x": 1}', "escape"),
        ('["‸\\u12"]', "escape"),
        ('[1, ‸"abc]', "no closing quote"),
        ('{‸"abc: 1}', "no closing quote"),
        ("[‸True]", "lower case"),
        ("[‸None]", "lower case"),
        ("[1‸}", "closes an array"),
        ("[‸}", "closes an array"),
        ('{"a": 1‸]', "closes an object"),
        ("{‸]", "closes an object"),
        ("[‸// no", "no comments"),
        ("[1 ‸/* no */]", "no comments"),
        ("{‸/* no */}", "no comments"),
        ("{‸{ body }}", "template"),
        ("[{‸% if x %}]", "template"),
        ("{‸% if x %}", "template"),
        ("[‸${body}]", "template"),
        ("[‸%s]", "template"),
        ("[‸.5]", "numbers"),
        ("[‸+1]", "numbers"),
        ("[‸-]", "numbers"),
        ("[0‸1]", "numbers"),
        ("[1‸.]", "numbers"),
        ("[1‸e]", "numbers"),
        ("[‸undefined]", "not a JSON value"),
        ("‸\ufeff{}", "not a JSON value"),
        ("{} ‸{}", "follows the end"),
        ("1‸]", "follows the end"),
        ("‸\0[", "UTF-16"),
        ("[‸" + "1" * 5000 + "]", "more digits"),
    ],
)
def test_every_problem_has_a_clause_and_a_place(marked: str, reason: str) -> None:
    offset = max(marked.find("‸"), 0)
    text = marked.replace("‸", "")
    with pytest.raises(ValueError, match=r"char \d|digits"):
        json.loads(text)
    with pytest.raises(SyntaxProblem, match=reason) as caught:
        parse(text)
    assert caught.value.offset == offset
