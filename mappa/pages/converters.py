"""Parts of a path that are words of ours."""

from core.periods import ReportingYear


class YearConverter:
    """A reporting year, such as `2021-22`; another form is no page."""

    regex = r"\d{4}-\d{2}"

    def to_python(self, value: str) -> ReportingYear:
        """The year that the path names. Raises ValueError, which Django answers with 404."""
        return ReportingYear.parse(value)

    def to_url(self, value: ReportingYear | str) -> str:
        """The year as the path writes it."""
        return str(value)
