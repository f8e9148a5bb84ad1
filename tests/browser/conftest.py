"""A page of Debian's own chromium, which playwright is told to use instead of its download."""

import os
import shutil
from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright

# Playwright keeps an event loop in the thread of the test, where Django would then refuse queries.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"


@pytest.fixture(scope="session")
def browser():
    chromium = shutil.which("chromium")
    assert chromium, "Install chromium: apt-get install -y chromium"
    # Chromium refuses to make its sandbox as root.
    arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=arguments)
        yield browser
        browser.close()


@pytest.fixture
def page(browser):
    context = browser.new_context(locale="en-GB", timezone_id="Europe/London")
    yield context.new_page()
    context.close()


@pytest.fixture
def screen(page):
    """A page of the size of the co-ordinator's screen, with what the browser complained of."""
    page.set_viewport_size({"width": 1366, "height": 768})
    complaints = []
    page.on(
        "console",
        lambda message: complaints.append(message.text) if message.type == "error" else None,
    )
    page.complaints = complaints
    return page


@pytest.fixture
def pictures(tmp_path):
    """Where pictures go, for somebody who wants to look: the folder that PICTURES names."""
    folder = Path(os.environ.get("PICTURES", tmp_path))
    folder.mkdir(parents=True, exist_ok=True)
    return folder
