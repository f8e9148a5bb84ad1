"""Files that people hand over: what is taken, how it is checked, and where it is kept."""

from core.files.checking import Checked, check_file
from core.files.kinds import KINDS, FileKind
from core.files.storing import open_file, store_file, tidy

__all__ = ["KINDS", "Checked", "FileKind", "check_file", "open_file", "store_file", "tidy"]
