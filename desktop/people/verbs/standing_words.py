"""What a change of standing does, in words: to points, rewards, passes and benefit cards of one or many (G2)."""

from __future__ import annotations

from db.fields import BY_KEY, Manner
from db.operations.leaving_effect import LeavingEffect, LeftOut
from resources.i18n import _, ngettext
from ui.dialogs.standing import Effect, Options, Tick


def left_line(one: LeftOut) -> str:
    """Why it is not done to somebody."""
    why = {
        "active": _("is active"),
        "suspended": _("is suspended"),
        "removed": _("has left the programme"),
        "merged": _("was merged into another record"),
        "anonymised": _("was anonymised"),
        "guest": _("is no member"),
        "invited": _("is no member"),
    }
    return _("{name}, no. {number}: {why}").format(name=one.name, number=one.number, why=why.get(one.why, one.why))


def _held(effect: LeavingEffect, manner: Manner) -> str:
    """*2,480 points, 3 rewards*; nothing where there is neither."""
    show = BY_KEY["points"].kind.show
    points = effect.points + effect.pending
    parts = []
    if points:
        parts.append(ngettext("{count} point", "{count} points", points).format(count=show(points, manner)))
    if effect.rewards:
        parts.append(ngettext("{count} reward", "{count} rewards", effect.rewards).format(count=show(effect.rewards, manner)))
    return ", ".join(parts)


def options_of_removing(effect: LeavingEffect, manner: Manner) -> Options | None:
    """What becomes of points and rewards; nothing is asked where there are none."""
    held = _held(effect, manner)
    if not held:
        return None
    return Options(
        _("{held} are there").format(held=held),
        (
            ("keep", _("Keep frozen"), _("They come back when the member is reinstated; what has an end still ends.")),
            ("forfeit", _("Forfeit"), _("Points go to 0 by an entry, issued rewards are revoked. Reinstating can give the points back.")),
        ),
    )


def passes_tick(effect: LeavingEffect, manner: Manner) -> tuple[Tick, ...]:
    """Open passes, listed; they are cancelled only where that is ticked."""
    count = len(effect.passes)
    if not count:
        return ()
    show = BY_KEY["points"].kind.show
    words = ngettext("Cancel {count} open pass", "Cancel {count} open passes", count).format(count=show(count, manner))
    lines: dict[str, int] = {}
    for one in effect.passes:
        left = _("without limit") if one.uses_left is None else ngettext("{count} use left", "{count} uses left", one.uses_left)
        line = _("{name}, {left}").format(name=one.name, left=left.format(count=show(one.uses_left or 0, manner)))
        lines[line] = lines.get(line, 0) + 1
    # What several members have alike is one line.
    told = (line if times == 1 else f"{show(times, manner)} × {line}" for line, times in lines.items())
    return (Tick("passes", words, tuple(told)),)


def effects_of_removing(effect: LeavingEffect) -> tuple[Effect, ...]:
    """What happens beside points and passes."""
    found = [Effect(_("Hidden from the lists; the view Removed and the reports still have them."))]
    cards = effect.benefit_cards
    if len(effect.people) == 1 and cards:
        found.append(Effect(_("The benefit card {name} is withdrawn.").format(name=next(iter(cards))), "benefit-card", "warn"))
    elif cards:
        count = sum(cards.values())
        text = ngettext("{count} loses the benefit card ({names}).", "{count} lose their benefit cards ({names}).", count)
        found.append(Effect(text.format(count=count, names=", ".join(cards)), "benefit-card", "warn"))
    if effect.owed:
        text = ngettext("{points} owed point stays on record.", "{points} owed points stay on record.", effect.owed)
        found.append(Effect(text.format(points=effect.owed), "warning", "warn"))
    return tuple(found)


def effects_of_reinstating(effect: LeavingEffect, manner: Manner) -> tuple[Effect, ...]:
    """What comes back, and what does not."""
    held = _held(effect, manner)
    found = [Effect(_("{held} come back.").format(held=held))] if held else []
    if not effect.forfeited and not held:
        found.append(Effect(_("There are no points or rewards to come back."), "info", "info"))
    found.append(Effect(_("A benefit card has to be allocated anew."), "benefit-card", "info"))
    return tuple(found)
