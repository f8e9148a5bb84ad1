"""Annual returns as three areas published them, in the machine form: what to compare against."""

import json
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent


def published_return(name: str) -> dict[str, Any]:
    """The printed return of that name, for example "norfolk-2021-22"; `null` is a printed "-".

    Raises `FileNotFoundError` where no such return is kept here.
    """
    printed: dict[str, Any] = json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))
    return printed
