"""JSON texts to test with: cases by hand, in the manner of the public suites, and generated documents."""

import json

from hypothesis import strategies as st

# Valid JSON that jsonb can hold.
VALID = [
    *("null", "true", "false", "0", "-0", "1", "-1", '""', "[]", "{}"),
    *(" [] ", "\t[\r\n1\n,\r2 ]\t", '{ "a" : [ ] , "b" : { } }', '[null, 1, "1", {}]', "[[[[[[[]]]]]]]"),
    *("1.10", "1.0", "-1.50", "0.000", "-0.0", "12345678901234567890123", "0.1234567890123456789012345678901234567890"),
    *("0e1", "0E+2", "-0e-3", "1E400", "1e-400", "1.5e-2", "1.10e1", "123.456E+2", "1e131071", "1e-16383"),
    "9" * 131_072,
    "0." + "9" * 16_383,
    *(
        '"a"',
        '" "',
        '"ё"',
        '"😀"',
        '"\u2028\u2029"',
        '"\x7f\x80"',
        '"\ufeff"',
        '"\ufffe\uffff"',
        '"e\u0301"',
        '"\U0010ffff"',
    ),
    *(
        '"\\u0001\\u001f"',
        '"\\b\\f\\n\\r\\t\\"\\\\\\/"',
        '"\\u0451"',
        '"\\uD83D\\uDE00"',
        '"\\ud83d\\udE00"',
        '"\\uFFFF"',
    ),
    *('"\\\\u0000"', '"\\\\ud83d"', '"/* no comment */"', '"[1, {"', '"it\'s"', '"a\\u005c"'),
    *('{"": 0}', '{"__proto__": {"a": 1}}', '{"10": 1, "9": 2}', '{"a b": 1, "a.b": 2}', '{"ключ": "значение"}'),
    *('{"\\u0061": 1}', '{"a": {"a": {"a": 1}}}', '[{"a": 1}, {"a": 1}]', '{"A": 1, "a": 2}', '{"é": 1, "e\u0301": 2}'),
    '{"constructor": null, "toString": false, "length": -1}',
    "[" * 200 + "]" * 200,
    '{"a":' * 200 + "0" + "}" * 200,
    '"' + "[" * 500 + '"',
]

# Texts that must come back letter for letter.
SPELLINGS = [
    *(
        "1.10",
        "12345678901234567890123",
        "-12345678901234567890123.4500",
        "0",
        "0.00",
        "[]",
        "{}",
        "false",
        '""',
        "null",
    ),
    *('"Сила Хорошего Воспитания"', '"👩‍👧‍👦"', '{"": {"": []}}', '{"__proto__": 1}', '"<script>alert(1)</script>"'),
]

# What the grammar of JSON does not allow.
INVALID = [
    *("", " ", "\n", "\x00", "nul", "Null", "TRUE", "undefined", "NaN", "-NaN", "nan", "Infinity", "-Infinity", "inf"),
    *(
        "[",
        "]",
        "[1",
        "[1,",
        "[1,]",
        "[,1]",
        "[,]",
        "[1,,2]",
        "[1 2]",
        "[1;2]",
        "[]]",
        "[1}",
        "[\x0c]",
        "[\xa0]",
        "[\u2003]",
    ),
    *(
        "{",
        "}",
        '{"a"',
        '{"a":',
        '{"a":1',
        '{"a":1,',
        '{"a":1,}',
        "{,}",
        '{"a" 1}',
        '{"a"::1}',
        "{a:1}",
        "{1:1}",
        "{null:1}",
    ),
    *("{'a':1}", '{"a":1 "b":2}', '{"a";1}', '{["a"]:1}', "[1:2]", "{[]}", '{"a":1}}', '{"a":1,,"b":2}', '{"a","b"}'),
    *(
        "+1",
        "01",
        "-01",
        "-",
        "--1",
        "1.",
        ".5",
        "-.5",
        "1.e1",
        "1e",
        "1e+",
        "1E-",
        "1e1.5",
        "1eE2",
        "0x10",
        "1_000",
        "1,5",
    ),
    *("\u0661", "\uff11", "1\u0660", "1.\u0660", "1e\u0660", "1a", "0b1", "1n", "2 .0", "- 1", "1 e1"),
    *(
        '"',
        '"a',
        "'a'",
        "\u201ca\u201d",
        '"\n"',
        '"\t"',
        '"\x00"',
        '"\x1f"',
        '"\\x41"',
        '"\\a"',
        '"\\"',
        '"\\\'"',
        '"\\U0041"',
    ),
    *(
        '"\\u"',
        '"\\u12"',
        '"\\u00g0"',
        '"\\u 041"',
        '"\\u+041"',
        '"\\u00\u0661\u0661"',
        '"\\\n"',
        '"\\\\""',
        '"a" "b"',
        '"a",',
    ),
    *(
        "1 2",
        "[] []",
        "{} x",
        "null,",
        "/**/1",
        "1 // one",
        "[1 /* one */]",
        "# 1",
        "<a/>",
        "\u20601",
        "[\u200b]",
        "\\u005b]",
    ),
    *("\ufeff\ufeff[]", " \ufeff[]", "[\ufeff]", "[]\ufeff", "\ufeff", "\ufeff \ufeff1"),
]

# Grammatical, but nothing that jsonb holds without loss.
UNSTORABLE = [
    *('"\\u0000"', '{"\\u0000": 1}', '["a\\u0000b"]', '"\\ud83d"', '"\\ude00"', '"\\ude00\\ud83d"', '{"\\ud83d": 1}'),
    *('"\\ud83d\\ud83d\\ude00"', '"\\ud83dx"', '"\\ud83d\\u0041"', '"\\ud83d \\ude00"', '"\ud83d"', '{"\ude00": 1}'),
    *('{"a":1,"a":1}', '{"a":1,"\\u0061":2}', '[{"x":{"":1,"":2}}]', '{"a":1,"b":2,"a":3}'),
    *("1e131072", "-1e131072", "1e-16384", "1e999999999999999999999", "1e-999999999999999999999", "0." + "1" * 16_384),
    *(
        "1" * 131_073,
        "[" * 201 + "]" * 201,
        '{"a":' * 201 + "0" + "}" * 201,
        "[" * 100_000,
        "[" * 100_000 + "]" * 100_000,
    ),
]

_SPACE = st.text(" \t\r\n", max_size=2)
_NUMBERS = st.one_of(
    st.from_regex(r"-?(0|[1-9][0-9]{0,30})(\.[0-9]{1,20})?([eE][+-]?[0-9]{1,3})?", fullmatch=True),
    st.sampled_from(["1.10", "1E400", "12345678901234567890123", "-0", "0e1", "-0.0e-5", "1e-400"]),
)
# What jsonb holds: any character but NUL and halves of pairs.
CHARACTERS = st.characters(exclude_categories=["Cs"], exclude_characters="\0")
_WORDS = st.one_of(
    st.text(CHARACTERS, max_size=12),
    st.sampled_from(
        ["", "__proto__", "10", "9", "title", "Сила Хорошего Воспитания", "😀", "e\u0301", '"\\/\n', "\u2028"]
    ),
)
_STRINGS = st.builds(lambda word, escaped: json.dumps(word, ensure_ascii=escaped), _WORDS, st.booleans())


def json_texts() -> st.SearchStrategy[str]:
    """Documents as people and programs write them: any spelling of numbers, escaped or not, any white space."""
    leaves = st.one_of(_NUMBERS, _STRINGS, st.sampled_from(["null", "true", "false"]))
    return st.recursive(leaves, lambda inner: _lists(inner) | _objects(inner), max_leaves=12)


def _lists(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.builds(lambda items, space: f"[{space}{f'{space},'.join(items)}]", st.lists(inner, max_size=4), _SPACE)


def _objects(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.builds(_object, st.dictionaries(_WORDS, inner, max_size=4), _SPACE, st.booleans())


def _object(items: dict[str, str], space: str, escaped: bool) -> str:
    pairs = [f"{json.dumps(key, ensure_ascii=escaped)}{space}:{space}{value}" for key, value in items.items()]
    return "{" + f",{space}".join(pairs) + space + "}"
