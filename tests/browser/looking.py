"""Looking at a page: what the browser says of it, a picture, and whom its markup keeps out."""

from axe_playwright_python.sync_playwright import Axe


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
