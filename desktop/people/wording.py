"""Words for a person's points, in lists, dialogs and sentences: kinds of entries, reasons, figures, days."""

from __future__ import annotations

from db.fields import Manner, Value
from db.fields.kinds import DATE, NUMBER, TIME
from resources.i18n import N_, _, ngettext

# Kinds of ledger entries (L1).
KIND_WORDS = {
    "earn": N_("Sale"), "bonus": N_("Bonus"), "adjust": N_("Adjustment"), "redeem": N_("Reward"), "refund": N_("Refund"),
    "expire": N_("Expired"), "reversal": N_("Reversal"), "forfeit": N_("Forfeited"), "opening": N_("Opening balance"),
    "reinstate": N_("Reinstated"), "write_off": N_("Written off"),
}  # fmt: skip
KIND_ICONS = {
    "earn": "sale", "bonus": "birthday", "adjust": "adjust", "redeem": "reward", "refund": "refund", "expire": "expired",
    "reversal": "reverse", "forfeit": "revoked", "opening": "upload", "reinstate": "restore", "write_off": "erased",
}  # fmt: skip
# The short list of reasons (L1).
REASON_WORDS = {
    "special_reward": N_("Special reward"), "compensation": N_("Compensation"), "promotion": N_("Promotion"), "return": N_("Return"),
    "correction": N_("Correction"), "change_of_status": N_("Change of status"), "use_of_reward": N_("Use of a reward"), "other": N_("Other"),
}  # fmt: skip


def shown(figure: int, manner: Manner) -> str:
    """A figure as people read it."""
    return NUMBER.show(figure, manner)


def points(figure: int, manner: Manner) -> str:
    """ "12 points"."""
    return ngettext("{points} point", "{points} points", figure).format(points=shown(figure, manner))


def day(value: Value, manner: Manner) -> str:
    """A day as people read it."""
    return DATE.show(value, manner)


def signed(points: int, manner: Manner) -> str:
    """A gain with its plus, a loss with the true minus."""
    shown = NUMBER.show(points, manner)
    return f"+{shown}" if points > 0 else shown


def entry_words(kind: str, reward: str | None, lines: int) -> str:
    """One line of the ledger in few words: the reward that was paid for, the sale with how many lines it has, else its kind."""
    if reward:
        return reward
    word = _(KIND_WORDS[kind])
    return ngettext("{sale}, {count} line", "{sale}, {count} lines", lines).format(sale=word, count=lines) if lines else word


def moment(day: str, recorded: str, manner: Manner) -> tuple[str, str]:
    """A business date, with the time where it was recorded on that day; else when it was recorded, to be told beside it."""
    shown, when = DATE.show(day, manner), TIME.show(recorded, manner)
    return (when, "") if when.startswith(shown) else (shown, _("Recorded {time}").format(time=when))
