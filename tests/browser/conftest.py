"""A page of Debian's own chromium, which playwright is told to use instead of its download."""

import os
import shutil

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
