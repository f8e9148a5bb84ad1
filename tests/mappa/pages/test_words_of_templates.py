"""What our templates say can be translated: no words stand in them outside gettext."""

import re
from pathlib import Path

import pytest

TEMPLATES = Path("mappa/templates")
LETTERS = re.compile(r"[A-Za-z]{2}")
SAME_EVERYWHERE = {"mappa", "mappa:", "\u2013 mappa", "OFFICIAL-SENSITIVE"}
"""The product, and the marking of the Government Security Classifications."""
TRANSLATED = re.compile(r"\{%\s*blocktranslate\b.*?endblocktranslate\s*%\}", re.DOTALL)
TOKEN = re.compile(r"\{%.*?%\}|\{\{.*?\}\}|\{#.*?#\}", re.DOTALL)
CODE = re.compile(r"<(code|kbd|script|style)\b.*?</\1>", re.DOTALL)
SPOKEN = re.compile(r'\s(?:aria-label|title|placeholder|alt)="([^"]*)"')
OF_MARKUP = re.compile(r"\{% block (?:bodyclass|of_body) %\}.*?\{% endblock %\}", re.DOTALL)
"""Blocks that hold classes and attributes."""
TAG = re.compile(r"<[^>]*>")


def bare(template):
    """The words of a template that stand outside gettext."""
    left = TOKEN.sub("", TRANSLATED.sub("", OF_MARKUP.sub("", template)))
    texts = SPOKEN.findall(left) + TAG.sub("\n", CODE.sub("", left)).splitlines()
    return [
        text
        for each in texts
        if LETTERS.search(text := re.sub(r"&#?\w+;", "", each).strip())
        and text not in SAME_EVERYWHERE
    ]


@pytest.mark.parametrize("path", sorted(TEMPLATES.rglob("*.html")), ids=str)
def test_no_template_of_ours_has_words_outside_gettext(path):
    assert bare(path.read_text()) == []


@pytest.mark.parametrize(
    ("template", "words"),
    [
        ("<p>Some words</p>", ["Some words"]),
        ('<p>{% translate "Some words" %}</p>', []),
        ("{% blocktranslate %}Some {{ n }} words{% endblocktranslate %}", []),
        ("<p>{{ n }} left.</p>", ["left."]),
        ('<nav aria-label="Pages"></nav>', ["Pages"]),
        ("""<nav aria-label="{% translate 'Pages' %}"></nav>""", []),
        ("<code>show_log</code> &rsaquo; &amp;", []),
        ("{% block title %}Words{% endblock %}", ["Words"]),
    ],
)
def test_words_outside_gettext_would_be_found(template, words):
    assert bare(template) == words
