"""Changing the programme's settings, and applying a changed expiry policy to points that are there (rules.md, section 18; E5)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from db.database import new_op_id
from db.errors import BadValue, FieldsRefused, Told, Unavailable
from db.fields import BY_KEY
from db.operations import points, programme, settings
from db.operations.programme import Club
from db.operations.settings import Shown
from db.operations.settings_example import Example, example
from db.settings_keys import BY_KEY as SETTING
from desktop import problems
from desktop.programme.setting_specs import APPLY_POLICY, groups_of
from resources.i18n import N_, _, ngettext
from ui.dialogs.apply_policy import ApplyPolicy
from ui.dialogs.settings import SettingsAnswer, SettingsQuestion

if TYPE_CHECKING:
    from db.search import Connection
    from desktop.desk import Desk


@dataclass(frozen=True)
class _Found:
    """The settings as they stand, and what they are asked with."""

    club: Club
    shown: tuple[Shown, ...]
    logo: bytes | None
    rewards: tuple[str, ...]


async def change_settings(desk: Desk) -> None:
    """Ask for the settings and save what was changed as one step; a refusal comes back into the dialog with everything that was typed."""
    act = desk.act(_("Change settings"))
    typed: SettingsAnswer | None = None
    faults: dict[str, str] = {}
    found = await desk.read(_read)
    groups = await desk.jobs.run(partial(groups_of, found.shown, found.rewards, found.club.currency))
    while True:
        typed = await desk.ask(SettingsQuestion, groups, logo=found.logo, typed=typed, problems=faults, prepare=lambda at: _join(desk, at))
        if typed is None:
            return
        faults = {}
        try:
            await desk.perform(act, settings.save, typed.values, logo=typed.logo, drops_logo=typed.drops_logo)
        except FieldsRefused as refused:
            faults = {key: sentence(problem) for key, problem in refused.problems.items()}
        except Unavailable as away:
            # The server is away: everything comes back with the dialog, under the same op_id.
            desk.show_problem(away)
            continue
        except Told as refused:
            key = str(getattr(refused, "key", None) or refused.values.get("key") or "")
            if key in SETTING:
                faults = {key: sentence(refused)}
            else:
                desk.show_problem(refused)
        else:
            _tell(desk, typed)
            return
        act.op_id = new_op_id()


def _join(desk: Desk, dialog: SettingsQuestion) -> None:
    """Connect what feeds the dialog while it is open."""
    dialog.typed.connect(lambda texts: desk.start(_feed(desk, dialog, texts)))
    dialog.logo_wanted.connect(lambda: desk.start(_choose_logo(desk, dialog)))
    dialog.link_clicked.connect(lambda key: desk.start(apply_policy(desk)) if key == APPLY_POLICY else None)


def _tell(desk: Desk, saved: SettingsAnswer) -> None:
    count = len(saved.values) + (saved.drops_logo or saved.logo is not None)
    text = ngettext("{count} setting changed", "{count} settings changed", count).format(count=count)
    if {"language", "country", "currency", "time_zone"} & saved.values.keys():
        text = _("{text}; how dates and money are written changes when the club is opened again").format(text=text)
    desk.tell(text, undo=True)


def _read(connection: Connection) -> _Found:
    return _Found(programme.read(connection), settings.shown(connection), settings.logo(connection), settings.gifts(connection))


def sentence(problem: Told) -> str:
    """A refusal of a setting, which is called by its label in the window."""
    key = problem.values.get("key")
    if key in SETTING:
        problem = Told(problem.template, **{**problem.values, "key": _(SETTING[str(key)].label)})
    return problems.sentence(problem)


async def _feed(desk: Desk, dialog: SettingsQuestion, texts: dict[str, str]) -> None:
    """Say what the settings would mean, and what of them cannot be saved."""
    told = await desk.read(example, texts, desk.today())
    # What was typed meanwhile is told about a moment later.
    if dialog.changed() == texts:
        dialog.show_example(_example_text(desk, told))
        dialog.show_faults({key: sentence(problem) for key, problem in told.faults.items()})


def _example_text(desk: Desk, told: Example) -> str:
    show_day, show_points = BY_KEY["joined"].kind.show, BY_KEY["points"].kind.show
    earned = ngettext("A sale of {sale} gives {points} point", "A sale of {sale} gives {points} points", told.points)
    first = earned.format(sale=told.sale, points=show_points(told.points, desk.club.manner))
    if told.kept:
        first += ", " + _("{money} stay for the next one").format(money=told.kept)
    lines = [first + "."]
    if told.usable_until is not None:
        day = show_day(told.usable_until.isoformat(), desk.club.manner)
        lines.append(_("Earned today, they can be used until {day}.").format(day=day))
    if told.card_until is not None:
        day = show_day(told.card_until, desk.club.manner)
        lines.append(_("A card issued today is valid until {day}.").format(day=day))
    return " ".join(lines)


async def _choose_logo(desk: Desk, dialog: SettingsQuestion) -> None:
    """Take a picture from a file; what is no picture is told, and the dialog stays as it is."""
    file = await desk.front.ask_file(_("Choose a logo"), save=False, name="", kinds=((_("Pictures"), "png jpg jpeg"),))
    if file is None:
        return
    picture = await desk.jobs.run(file.read_bytes)
    if not dialog.set_logo(picture):
        desk.show_problem(BadValue(N_("The logo must be a picture in the format PNG or JPEG."), key="logo"))


async def apply_policy(desk: Desk) -> None:
    """Show what today's expiry policy would change of points that are there, and apply it when it is asked for (E5)."""
    act = desk.act(_("Apply the expiry policy"))
    looked = desk.act(_("Look what the expiry policy would change"))
    from db.operations.rehearsal import rehearse

    effect = await desk.long(
        _("Looking what would change"), lambda _progress: rehearse(desk.database, looked, points.apply_policy, preview=True)
    )
    show = BY_KEY["points"].kind.show
    manner = desk.club.manner
    figures = tuple(show(number, manner) for number in (effect.members, effect.longer, effect.shorter))
    wanted = await desk.ask(ApplyPolicy, *figures, changes=bool(effect.members), days=desk.club.expiry_shorten_notice_days)
    if not wanted:
        return
    done = await desk.perform(act, points.apply_policy)
    count = ngettext("The points of {count} member have new dates", "The points of {count} members have new dates", done.members)
    desk.tell(count.format(count=show(done.members, manner)), undo=True)
