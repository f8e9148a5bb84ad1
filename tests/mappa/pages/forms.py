"""Forms of pages as a browser sends them: every field with what it holds."""

from html.parser import HTMLParser


class _Fields(HTMLParser):
    """The fields of the forms that a page posts, but for those of the frame around it."""

    def __init__(self):
        super().__init__()
        self.found, self.select, self.area, self.is_main = {}, None, None, False

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        name = given.get("name")
        self.is_main = self.is_main or tag == "main"
        if not self.is_main:
            return
        if tag == "input" and name and given.get("type") not in ("checkbox", "radio"):
            self.found[name] = given.get("value", "")
        elif tag == "input" and name and "checked" in given:
            self.found[name] = given.get("value", "on")
        elif tag == "select":
            self.select = name
        elif tag == "option" and (self.select not in self.found or "selected" in given):
            self.found[self.select] = given.get("value", "")
        elif tag == "textarea":
            self.area, self.found[name] = name, ""

    def handle_endtag(self, tag):
        if tag == "textarea":
            self.area = None

    def handle_data(self, data):
        if self.area:
            self.found[self.area] += data.removeprefix("\n")


def fields_of(answer):
    """What the form of a page would send if nothing were changed."""
    reader = _Fields()
    reader.feed(answer.content.decode())
    return {name: value for name, value in reader.found.items() if name != "csrfmiddlewaretoken"}
