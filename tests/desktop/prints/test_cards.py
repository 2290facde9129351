"""Member cards: how many on which page, what stands on them, and files that are whole or not there (K1, K2)."""

from __future__ import annotations

import errno
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import desktop.prints.cards
from db.errors import Stopped
from desktop.prints.cards import CannotPrint, CardTexts, Club, missing_glyphs, print_cards, refusal
from desktop.prints.layouts import layout
from tests.desktop.prints.reading import CLUB, GOLD, a_card, codes, millimetres, printed, text_of

NAMES = [
    "Łukasz Wójcik", "Zoë van der Berg", "Αγγελική Παπαδοπούλου", "Соколов Дмитрий", "יוסף", "يوسف الحداد", "Nguyễn Thị Hương",
    "Ólafur Jónsson", "สมชาย ใจดี", "अनिता शर्मा",
]  # fmt: skip


def test_cards_begin_at_the_start_place_and_fill_the_following_sheets() -> None:
    document = printed([a_card(number=str(number)) for number in range(11)], "a4-c32011", start=4)
    assert len(document) == 2
    assert sum(line.startswith("No. ") for line in text_of(document, 0)) == 7
    assert sum(line.startswith("No. ") for line in text_of(document, 1)) == 4


def test_the_first_card_stands_where_its_place_is() -> None:
    page = printed([a_card()], "a4-c32011", start=4)[0]
    x, y, width, height = layout().rectangle(4)
    assert (x, y) == (110, 67.5)
    text = page.get_textpage()
    boxes = [text.get_charbox(sign) for sign in range(text.count_chars())]
    boxes = [box for box in boxes if box[2] > box[0]]
    assert x + 5 == pytest.approx(millimetres(min(box[0] for box in boxes)), abs=0.4)
    assert millimetres(max(box[2] for box in boxes)) < x + width
    assert 297 - millimetres(min(box[1] for box in boxes)) < y + height


def test_each_card_is_printed_as_often_as_copies_are_asked_for() -> None:
    document = printed([a_card("Anna Berg"), a_card("Emil Dahl")], "a4-c32011", copies=6)
    assert len(document) == 2
    assert text_of(document, 0).count("Anna Berg") == 6
    assert text_of(document, 0).count("Emil Dahl") == 4


@pytest.mark.parametrize("name", NAMES)
def test_a_name_is_read_back_as_it_is_written(name: str) -> None:
    assert name in text_of(printed([a_card(name)]))


def test_a_card_tells_all_that_is_known_and_leaves_no_line_for_what_is_not() -> None:
    full = a_card(benefit_card="10 % off every coffee", valid_until="31 Dec 2027")
    assert text_of(printed([full])) == [
        CLUB.name, "Gold", "Łukasz Wójcik", "No. 10481", "10 % off every coffee", "Valid until 31 Dec 2027", "RG1-2H8W-K4QN-7",
    ]  # fmt: skip
    bare = a_card(tier=None, tier_colour=None)
    assert text_of(printed([bare])) == [CLUB.name, "Łukasz Wójcik", "No. 10481", "RG1-2H8W-K4QN-7"]


def test_the_words_on_the_card_are_the_members_language() -> None:
    texts = CardTexts(number="Nr. {number}", valid_until="Gültig bis {date}")
    assert {"Nr. 10481", "Gültig bis 31.12.2027"} <= set(text_of(printed([a_card(valid_until="31.12.2027")], texts=texts)))


def test_the_band_has_the_colour_of_the_tier() -> None:
    for colour in (GOLD, "#8a94a6", "#b0643a"):
        picture = printed([a_card(tier_colour=colour)])[0].render(scale=2).to_pil().convert("RGB")
        assert "#{:02x}{:02x}{:02x}".format(*picture.getpixel((picture.width // 2, 5))) == colour


@pytest.mark.parametrize(
    "name",
    [
        "Maria-Magdalena Wolfeschlegelsteinhausenbergerdorff de la Concepción y Santiago",
        "Donaudampfschifffahrtskapitänswitwenrentenauszahlung",
        "Ann " * 60,
        "x" * 2000,
        "W" * 40,
    ],
)
def test_a_long_name_shrinks_and_wraps_but_keeps_every_letter_inside_the_card(name: str) -> None:
    document = printed([a_card(name)])
    text = document[0].get_textpage()
    found = text.get_text_range()
    assert name.replace(" ", "") in found.replace("\r\n", "").replace(" ", "")
    width, height = document[0].get_size()
    first = found.index("Gold") + len("Gold\r\n")
    for sign in range(first, first + len(name.strip())):
        left, bottom, right, top = text.get_charbox(sign)
        assert 0 <= left <= right <= width - 10
        # Above the line that the code begins on, below the club's name.
        assert 25 * 72 / 25.4 <= bottom <= top <= height - 9 * 72 / 25.4


def test_a_name_that_no_font_holds_is_told_before_and_gives_its_place_to_the_number() -> None:
    cards = [a_card("Anna"), a_card("美玲 李", number="7"), a_card("Anna 😀"), a_card("Էմմա")]
    assert [(found.index, found.signs, found.has_name) for found in missing_glyphs(cards)] == [
        (1, "美玲李", False), (2, "😀", True), (3, "Էմա", False),
    ]  # fmt: skip
    lines = text_of(printed([cards[1]]))
    assert lines == [CLUB.name, "Gold", "No. 7", "RG1-2H8W-K4QN-7"]
    assert "Anna" in text_of(printed([cards[2]]))


@settings(max_examples=40)
@given(st.text(max_size=120), st.text(max_size=60), st.text(max_size=60))
def test_any_text_prints(name: str, tier: str, benefit: str) -> None:
    card = a_card(name, tier=tier, benefit_card=benefit, conditions=name)
    assert len(printed([card], backs=True)) == 2
    missing_glyphs([card])


@pytest.mark.parametrize("name", ["", "\x00\x07", "\ud800 Berg", "\u202eBerg\u202c", "a\u0301" * 300, "\u200d\ufe0f", "\t\n"])
def test_text_that_no_field_should_hold_prints_all_the_same(name: str) -> None:
    assert "RG1-2H8W-K4QN-7" in text_of(printed([a_card(name)]))


def test_back_sides_follow_their_sheet_with_left_and_right_changed() -> None:
    document = printed([a_card(conditions="One discount a visit.")], "a4-c32011", backs=True)
    assert len(document) == 2
    assert text_of(document, 1) == [CLUB.name, "One discount a visit."]
    text = document[1].get_textpage()
    assert min(millimetres(text.get_charbox(sign)[0]) for sign in range(len(CLUB.name))) > 210 - 15 - 85


def test_cut_outlines_are_drawn_only_when_wanted() -> None:
    def corner(outlines: bool) -> tuple[int, ...]:
        picture = printed([a_card(tier_colour="#000000")], "a4-c32011", outlines=outlines)[0].render(scale=4).to_pil().convert("RGB")
        return tuple(picture.getpixel((round(15.3 * 4 * 72 / 25.4), round(13.8 * 4 * 72 / 25.4))))

    assert corner(True) == (255, 255, 255)
    assert corner(False) == (0, 0, 0)


def test_a_logo_is_printed_and_one_that_is_no_picture_is_refused() -> None:
    from PIL import Image

    stream = BytesIO()
    Image.new("RGB", (40, 20), "#ff0000").save(stream, "PNG")
    picture = printed([a_card()], club=Club("Kaffe", stream.getvalue()))[0].render(scale=2).to_pil().convert("RGB")
    assert (255, 0, 0) in {picture.getpixel((x, 50)) for x in range(picture.width)}
    with pytest.raises(CannotPrint, match="logo"):
        printed([a_card()], club=Club("Kaffe", b"no picture"))


def test_two_thousand_cards_take_at_most_700_bytes_each(tmp_path: Path) -> None:
    cards = [a_card(NAMES[place % 10], number=str(place), code=code) for place, code in enumerate(codes(2000))]
    done = print_cards(tmp_path / "cards.pdf", cards, CLUB, layout())
    assert (done.cards, done.pages, done.files) == (2000, 200, (tmp_path / "cards.pdf",))
    assert (tmp_path / "cards.pdf").stat().st_size <= 2000 * 700


def test_many_cards_are_split_into_numbered_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(desktop.prints.cards, "CARDS_A_FILE", 25)
    done = print_cards(tmp_path / "cards.pdf", [a_card()] * 45, CLUB, layout(), start=3)
    assert [file.name for file in done.files] == ["cards-1.pdf", "cards-2.pdf", "cards-3.pdf"]
    assert sorted(file.name for file in tmp_path.iterdir()) == [file.name for file in done.files]
    assert (done.cards, done.pages) == (45, 5)
    with pytest.raises(CannotPrint, match="At most 25 cards"):
        printed([a_card()] * 45, "a4-c32011")


def test_progress_is_told_after_every_sheet(tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    print_cards(tmp_path / "cards.pdf", [a_card()] * 12, CLUB, layout(), start=5, progress=lambda done, total: told.append((done, total)))
    assert told == [(6, 12), (12, 12)]


def test_a_stopped_print_leaves_nothing_and_keeps_what_was_there(tmp_path: Path) -> None:
    file = tmp_path / "cards.pdf"
    file.write_bytes(b"before")
    asked = iter([False, True])
    with pytest.raises(Stopped):
        print_cards(file, [a_card()] * 30, CLUB, layout(), stop=lambda: next(asked))
    assert [each.name for each in tmp_path.iterdir()] == ["cards.pdf"]
    assert file.read_bytes() == b"before"


def test_no_card_at_all_is_said() -> None:
    with pytest.raises(CannotPrint, match="no card to print"):
        printed([])


def test_a_folder_that_is_not_there_or_a_folder_as_the_file_is_said(tmp_path: Path) -> None:
    with pytest.raises(CannotPrint, match=r"There is no folder .*nowhere"):
        print_cards(tmp_path / "nowhere" / "cards.pdf", [a_card()], CLUB, layout())
    (tmp_path / "cards.pdf").mkdir()
    with pytest.raises(CannotPrint, match=r"cards\.pdf is a folder"):
        print_cards(tmp_path / "cards.pdf", [a_card()], CLUB, layout())
    assert [each.name for each in tmp_path.iterdir()] == ["cards.pdf"]


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (PermissionError(errno.EACCES, "denied"), "open in another program, or you may not write there"),
        (OSError(errno.ENOSPC, "full"), "disk is full"),
        (OSError(errno.EROFS, "Read-only file system"), r"cannot be written \(Read-only file system\)"),
    ],
)
def test_what_the_world_refuses_is_one_plain_sentence(error: OSError, said: str) -> None:
    with pytest.raises(CannotPrint, match=said):
        raise refusal(error, Path("cards.pdf"))
