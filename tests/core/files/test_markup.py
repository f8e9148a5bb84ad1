"""The XML within office documents: damaged, unusual, or more of it than is looked through."""

import pytest

from core.files import packages
from core.files.kinds import DOCX, ODS
from core.files.packages import MEGABYTE
from tests.core.files.samples import open_document, open_xml
from tests.core.files.verdicts import check, refusal


@pytest.mark.parametrize(
    "part",
    [
        '<!DOCTYPE a [<!ENTITY b "c">]><a/>',
        '<!DOCTYPE a SYSTEM "http://a.example/"><a/>',
        "<a>",
        "<a></b>",
        '<?xml version="1.0" encoding="unknown"?><a/>',
        f'<a b="{"c" * 5_000_000}"/>',
        "<a>" * 1_001 + "</a>" * 1_001,
    ],
)
def test_damaged_or_unusual_xml_is_refused(part):
    assert refusal("a.ods", open_document(ODS, ("meta.xml", part)))[0] == "file_damaged"
    assert refusal("a.docx", open_xml(DOCX, ("a.rels", part)))[0] == "file_damaged"


def test_a_formula_that_names_its_type_is_taken():
    formula = '<!DOCTYPE math PUBLIC "-//OpenOffice.org//DTD MathML 1.01//EN" "math.dtd"><math/>'

    assert check("a.ods", open_document(ODS, ("Object 1/content.xml", formula))).kind is ODS


def test_a_document_of_too_many_elements_is_refused(monkeypatch):
    monkeypatch.setattr(packages.Budget.__init__, "__defaults__", (4 * MEGABYTE, 100))

    assert check("a.ods", open_document(ODS, body="<t:a/>" * 98)).kind is ODS
    code, sentence = refusal("a.ods", open_document(ODS, body="<t:a/>" * 99))
    assert code == "file_unpacked"
    assert "holds more cells, paragraphs and the like than are looked through" in sentence
