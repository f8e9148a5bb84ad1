"""Looking at a page: what the browser says of it, a picture, and whom its markup keeps out."""

from axe_playwright_python.sync_playwright import Axe

NARROW = 320
"""CSS pixels of a window of 1280 at 400 % of zoom."""


def assert_accessible(screen, pictures, name):
    complaints = [each for each in screen.complaints if "favicon" not in each and "404" not in each]
    assert complaints == [], name
    screen.screenshot(path=pictures / f"{name}.png", full_page=True)
    violations = Axe().run(screen).response["violations"]
    # Axe itself trips over the policy when it runs.
    screen.complaints.clear()
    serious = [
        (each["id"], [node["html"] for node in each["nodes"]])
        for each in violations
        if each["impact"] in ("serious", "critical")
    ]
    assert serious == [], name


def assert_whole(screen, pictures, name):
    """Accessible as it is, in the dark, and narrow without scrolling sideways."""
    assert_accessible(screen, pictures, name)
    screen.emulate_media(color_scheme="dark")
    assert_accessible(screen, pictures, f"{name}-dark")
    screen.emulate_media(color_scheme="light")
    screen.set_viewport_size({"width": NARROW, "height": 640})
    assert_accessible(screen, pictures, f"{name}-400")
    assert screen.evaluate("document.documentElement.scrollWidth") <= NARROW, name
    screen.set_viewport_size({"width": 1366, "height": 768})
