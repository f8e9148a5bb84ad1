"""Somebody of the police who refers, and a co-ordinator who decides on it."""

from datetime import date

from meetings.services import referrals
from meetings.services.referrals import Case
from nominals.choices import Level
from tests.factories.agencies import default_agency
from tests.meetings.convening import Room, asked

ON = date(2024, 5, 1)
CASE = Case(
    Level.TWO, "PC Rook", "Risk has risen.", "Of serious harm.", "Several agencies are needed."
)


class Desk(Room):
    """A room, a person at the level `held` there, and somebody of the agency `by` who refers."""

    def __init__(self, held=1, by="police", **person):
        self.held, self.by = held, by
        super().__init__(**person)
        self.referrer = self.member(by)

    def case(self, **person):
        return super().case(**person | {"level": self.held})

    def draft(self, case=CASE, on=ON, **more):
        usual = {"nominal": self.person, "agency": default_agency(self.by), "user": self.referrer}
        return referrals.draft_referral(**usual | more, case=case, on=on, asked=asked(on))

    def submitted(self, on=ON):
        return self.submit(self.draft(on=on), on=on)

    def submit(self, referral, on=ON, user=None):
        return self._do(referrals.submit_referral, referral, user or self.referrer, on)

    def ask(self, referral, on=ON, user=None, question="Since when?"):
        user = user or self.co_ordinator
        return self._do(referrals.ask_information, referral, user, on, question=question)

    def answer(self, referral, on=ON, user=None, answer="Since May."):
        user = user or self.referrer
        return self._do(referrals.answer_information, referral, user, on, answer=answer)

    def accept(self, referral, on=ON, user=None, level=2, reason="It is needed.", **reasons):
        user = user or self.co_ordinator
        more = {"level": level, "reason": reason}
        return self._do(referrals.accept_referral, referral, user, on, reasons, **more)

    def reject(self, referral, on=ON, user=None, reason="Level 1 will do."):
        user = user or self.co_ordinator
        return self._do(referrals.reject_referral, referral, user, on, reason=reason)

    def withdraw(self, referral, on=ON, user=None, reason="He has died."):
        user = user or self.referrer
        return self._do(referrals.withdraw_referral, referral, user, on, reason=reason)

    def _do(self, act, referral, user, on, reasons=None, **more):
        return act(referral=referral, on=on, user=user, asked=asked(on, **reasons or {}), **more)
