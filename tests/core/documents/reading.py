"""Reads a PDF: the elements of its structure tree, and the text that each page prints."""

import re
from io import BytesIO

import pikepdf

NAMED = re.compile(rb"<([0-9a-fA-F]+)>\s*<([0-9a-fA-F]+)>")
RANGED = re.compile(rb"<([0-9a-fA-F]+)>\s*<([0-9a-fA-F]+)>\s*<([0-9a-fA-F]+)>")
SECTION = re.compile(rb"begin(bfchar|bfrange)(.*?)endbf", re.DOTALL)


def opened(pdf):
    return pikepdf.open(BytesIO(pdf))


def elements(pdf):
    """The elements of the structure tree in the order of reading: kind and attributes."""
    with opened(pdf) as read:
        return [(str(each.S)[1:], _attributes(each)) for each in _below(read.Root.StructTreeRoot)]


def kinds(pdf):
    return [kind for kind, _ in elements(pdf)]


def pieces(pdf):
    """In how many pieces the text of the first page is printed: each line of a text is its own."""
    with opened(pdf) as read:
        return len(pikepdf.parse_content_stream(read.pages[0], "Tj TJ"))


def page_texts(pdf):
    """The text of each page as it is printed, without spaces; they may be mere gaps in a PDF."""
    with opened(pdf) as read:
        return ["".join(_printed(page, page.Resources)).replace(" ", "") for page in read.pages]


def _attributes(element):
    found = {}
    given = element.get("/A", pikepdf.Array())
    for each in given if isinstance(given, pikepdf.Array) else [given]:
        found |= {key: str(value) for key, value in each.items()}
    return found


def _below(element):
    below = element.get("/K", [])
    for each in below if isinstance(below, pikepdf.Array) else [below]:
        if isinstance(each, pikepdf.Dictionary) and "/S" in each:
            yield each
            yield from _below(each)


def _printed(stream, resources):
    letters = {}
    for operands, operator in pikepdf.parse_content_stream(stream):
        match str(operator):
            case "Tf":
                letters = _letters(resources.Font[str(operands[0])])
            case "Tj" | "TJ":
                pieces = operands[0] if str(operator) == "TJ" else operands
                for each in pieces:
                    if isinstance(each, pikepdf.String):
                        yield _decoded(bytes(each), letters)
            case "Do":
                inner = resources.XObject[str(operands[0])]
                if inner.get("/Subtype") == "/Form":
                    yield from _printed(inner, inner.get("/Resources", resources))


def _decoded(codes, letters):
    return "".join(letters.get(codes[at : at + 2], "") for at in range(0, len(codes), 2))


def _letters(font):
    """The character of each code of a font of two bytes a code."""
    found = {}
    for kind, body in SECTION.findall(font.ToUnicode.read_bytes()):
        if kind == b"bfchar":
            for code, text in NAMED.findall(body):
                found[bytes.fromhex(code.decode())] = _text(text)
            continue
        for first, last, text in RANGED.findall(body):
            for code in range(int(first, 16), int(last, 16) + 1):
                shifted = int(text, 16) + code - int(first, 16)
                found[code.to_bytes(2, "big")] = chr(shifted)
    return found


def _text(code):
    return bytes.fromhex(code.decode()).decode("utf-16-be")
