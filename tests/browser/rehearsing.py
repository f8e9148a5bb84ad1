"""The desk of somebody who does the acts of the rehearsal on their pages, in a browser."""

from datetime import date

from django.conf import settings

from core.models import IdempotencyKey
from core.wording import spelt
from tests.api.described import operations
from tests.api.replay.client import PURPOSE, Desk, Refused

OUT_OF_NOTHING = {
    "register_nominal": "/admin/nominals/register/",
    "plan_panel": "/admin/panels/plan/",
}
"""Where the form is of an act that is done on nothing yet."""

WITHOUT_PAGE = {
    "attach_to_referral": "A file is sent over the API: no page takes one yet.",
    "attach_to_report": "As to a referral.",
}
"""Acts of the rehearsal that no page does, each with the reason; they are done over the API."""


class PageDesk(Desk):
    """Does each act on its page: fills in the form, gives what reasons it asks for, sends it."""

    def __init__(self, screen, server, without_page, office, user):
        super().__init__(office, user)
        self.screen, self.server, self.without_page = screen, server, without_page
        cookie = self.http.cookies[settings.SESSION_COOKIE_NAME]
        self.session = {"name": cookie.key, "value": cookie.value, "url": server}

    def does(self, name, key, values, reasons, file=None):
        """As over the API, on the page of the act."""
        self.screen.context.add_cookies([self.session])
        if not self._opens(operations()[name], key):
            self.without_page.add(name)
            self.office.tags.clear()  # what was done on pages since brought no tags
            return super().does(name, key, values, reasons, file)
        self._fill(fields_of(self._where_offered(name, key, values)))
        sent = self.screen.input_value("form.act input[name=key]")
        for _ in range(3):
            self._send()
            kept = IdempotencyKey.objects.filter(key=sent).first()
            if kept is not None:
                return kept.body["items"]
            if not self._give(reasons):
                break
        raise Refused(f"{name}: {values}: {self._refusals()}")

    def _opens(self, operation, key):
        """Whether there is a page of the act."""
        path = OUT_OF_NOTHING.get(operation.name)
        if path is None:
            path = "/admin" + operation.path.removeprefix("/api/v1").format(key=key)
        if self.screen.goto(self.server + path).status == 404:
            return False
        asked = self.screen.locator("main input[name=purpose]:not([type=hidden])")
        if asked.count():
            asked.fill(PURPOSE)
            self.screen.click("main form .primary")
        return True

    def _where_offered(self, name, key, values):
        """What is entered; a meeting about somebody whom the panel does not propose is placed from
        the page of the person."""
        proposed = f'form.act select[name=nominal] option[value="{values.get("nominal")}"]'
        if name != "place_meeting" or self.screen.locator(proposed).count():
            return values
        self.screen.goto(f"{self.server}/admin/nominals/{values['nominal']}/place-meeting/")
        return {each: values[each] for each in values if each != "nominal"} | {"panel": key}

    def _fill(self, fields):
        form = self.screen.locator("form.act")
        if not form.count():
            raise Refused(f"{self.screen.url}: {self.screen.locator('main').inner_text()}")
        self.screen.evaluate(
            "document.querySelectorAll('form.act details').forEach(each => each.open = true)"
        )
        for name, value in fields:
            if isinstance(value, list) and not form.locator(f'[name="{name}"]').count():
                self._fill((f"{name}-{at}", each) for at, each in enumerate(value))
                continue
            while not form.locator(f'[name="{name}"]').count():
                rows = form.locator("button[name=more]")
                lists = [rows.nth(at).get_attribute("value") for at in range(rows.count())]
                longer = next((each for each in lists if name.startswith(f"{each}-")), None)
                if longer is None:
                    raise Refused(f"{self.screen.url} asks for no {name}.")
                form.locator(f'button[name=more][value="{longer}"]').click()
            self._enter(form.locator(f'[name="{name}"]'), value)

    def _enter(self, control, value):
        first = control.first
        kind = first.evaluate("each => each.type")
        if kind == "checkbox" and isinstance(value, bool):
            first.set_checked(value)
        elif kind == "checkbox":
            for each in value:
                name = first.get_attribute("name")
                self.screen.check(f'[name="{name}"][value="{each}"]')
        elif kind == "select-one":
            yes_or_no = "yes" if value else "no"
            first.select_option(yes_or_no if isinstance(value, bool) else str(value))
        else:
            first.fill(str(value))

    def _give(self, reasons):
        """Gives the reasons that are asked for; answers whether any is."""
        asked = self.screen.locator("form.act [name^=reasons-]")
        for at in range(asked.count()):
            number = asked.nth(at).get_attribute("name").split("-")[1]
            asked.nth(at).fill(reasons[number])
        return asked.count()

    def _send(self):
        self.screen.click("form.act > .primary")

    def _refusals(self):
        return self.screen.locator("main").inner_text()


def fields_of(values, before=""):
    """What is entered, each with the name of its field: its way into the body of the act."""
    for name, value in values.items() if isinstance(values, dict) else enumerate(values):
        path = f"{before}{name}"
        if isinstance(value, dict) and set(value) == {"kind", "id"}:
            yield path, f"{value['kind']}:{value['id']}"
        elif isinstance(value, dict):
            yield from fields_of(value, f"{path}-")
        elif isinstance(value, list) and value and not isinstance(value[0], dict):
            yield path, value
        elif isinstance(value, list):
            yield from fields_of(value, f"{path}-")
        elif value not in (None, ""):
            yield path, in_words(value)


def in_words(value):
    """A day as one writes it by hand."""
    try:
        return spelt(date.fromisoformat(value)) if len(value) == len("2024-01-01") else value
    except (TypeError, ValueError):
        return value
