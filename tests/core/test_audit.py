"""Who the log says has acted."""

from core.audit import command_actor


def test_a_command_is_run_by_the_user_of_the_operating_system(monkeypatch):
    monkeypatch.setattr("core.audit.getpass.getuser", lambda: "ann")

    assert command_actor() == "command:ann"


def test_a_user_without_a_name_is_told_by_number(monkeypatch):
    def unknown():
        raise KeyError("getpwuid(): uid not found: 12345")

    monkeypatch.setattr("core.audit.getpass.getuser", unknown)
    monkeypatch.setattr("core.audit.os.getuid", lambda: 12345)

    assert command_actor() == "command:uid 12345"
