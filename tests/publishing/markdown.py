"""Random Markdown: what an editor might write, and what an attacker might."""

from hypothesis import strategies as st

_words = st.sampled_from(
    ["gas", "Пакистан", "پاکستان", "A&B", "1 < 2", "&amp;", "tea", "“so”", "it's", "a\u00a0b", "…"]
)
_plain = st.lists(_words, min_size=1, max_size=4).map(" ".join)
_inline = st.one_of(
    _plain,
    st.builds("*{}*".format, _plain),
    st.builds("**{}**".format, _plain),
    st.builds("~~{}~~".format, _plain),
    st.builds("`{}`".format, _plain),
    st.builds("` {}`".format, _plain),
    st.builds("[{}](/topics/)".format, _plain),
    st.builds("[ {} ](https://example.org/?a=1&b=2)".format, _plain),
    st.builds("{}[^1]".format, _plain),
)
_line = st.lists(_inline, min_size=1, max_size=4).map(" ".join)
_lines = st.lists(_line, min_size=1, max_size=3)
_block = st.one_of(
    _lines.map("\n".join),
    _lines.map("  \n".join),
    st.builds("{} {}".format, st.sampled_from(["#", "##", "####"]), _line),
    _lines.map(lambda lines: "\n".join(f"- {line}" for line in lines)),
    _lines.map(lambda lines: "\n".join(f"{n}. {line}" for n, line in enumerate(lines, 1))),
    _lines.map(lambda lines: "\n".join(f"> {line}" for line in lines)),
    _lines.map(lambda lines: "```\n" + "\n".join(lines) + "\n```"),
    _lines.map(lambda lines: "| a | b |\n|--:|---|\n" + "\n".join(f"| {x} | b |" for x in lines)),
    st.just("---"),
)
composed = st.lists(_block, min_size=1, max_size=5).map(
    lambda blocks: "\n\n".join([*blocks, "[^1]: A note."])
)

_nasty_piece = st.one_of(
    st.text(max_size=12),
    st.text("<>&\"'`*_[]()!#|-=/\\ \n\t:^~;", max_size=12),
    st.sampled_from(
        [
            "<script>alert(1)</script>",
            "<img src=x onerror=alert(1)>",
            '<p style="color:red" id="main">',
            "<svg/onload=alert(1)>",
            "<!--",
            "]]>",
            "</body></html>",
            "<a href='javascript:alert(1)'>x</a>",
            "[x](javascript:alert(1))",
            "[x](JaVaScRiPt&#58;alert(1))",
            "[x](<java\tscript:alert(1)>)",
            "[x](data:text/html;base64,PHNjcmlwdD4=)",
            '[x](/a "t\\" onclick=\\"alert(1)")',
            "![x](/media/../../etc/passwd)",
            "![x](/media/%2e%2e/%00)",
            '![" onerror="alert(1)](x)',
            '[^a"b]: note\n\nx[^a"b]',
            "# <i onclick=x>h\n\n# h\n\n# h-1",
            "| a |\n|:-:|\n| b |\n",
            "\0",
            "\x01\x0b\x1f\x7f",
            "\ufeff\u202e\uffff",
            "> " * 300,
            "- " * 300,
            "[" * 200,
            "&#0;&#x110000;&#xD800;&nosuch;",
            "www.example.org ftp://example.org x@example.org",
        ]
    ),
)
nasty = st.lists(_nasty_piece, max_size=8).map("\n".join) | st.lists(_nasty_piece, max_size=8).map(
    "".join
)
