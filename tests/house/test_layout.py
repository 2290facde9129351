"""The plan of the house, where no tool looks after it (house.md, *Rooms and arrows*, *Manners* and *Packaging traps*)."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from PySide6 import QtCore, QtGui, QtWidgets

ROOT = Path(__file__).parents[2]
ROOMS = ("desktop", "ui", "db", "resources")
EMPTY_NAMES = {"utils", "util", "helpers", "helper", "common", "manager", "misc"}


def modules(*folders: str) -> list[Path]:
    """Every module below these folders."""
    return sorted(path for folder in folders for path in (ROOT / folder).rglob("*.py"))


def calls(path: Path) -> list[tuple[str, int]]:
    """The last name of everything that a module calls, with its line."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    found = [(node.func, node.lineno) for node in ast.walk(tree) if isinstance(node, ast.Call)]
    return [(func.attr if isinstance(func, ast.Attribute) else getattr(func, "id", ""), line) for func, line in found]


def where(path: Path, line: int = 1) -> str:
    """A place as an editor opens it."""
    return f"{path.relative_to(ROOT)}:{line}"


def test_build_is_no_package_and_is_not_ignored() -> None:
    """Either would take it from the source distribution or break the making of one."""
    assert not list((ROOT / "build").rglob("__init__.py"))
    lines = (ROOT / ".gitignore").read_text(encoding="utf-8").splitlines()
    assert not [line for line in lines if line.strip("/") == "build"]


def test_every_folder_of_tests_is_a_package() -> None:
    """Otherwise tests/db shadows db."""
    folders = {path.parent for path in modules("tests")}
    assert [where(folder) for folder in sorted(folders) if not (folder / "__init__.py").exists()] == []


def test_no_module_has_a_name_that_says_nothing() -> None:
    """A name tells what lives there."""
    assert [where(path) for path in modules(*ROOMS, "tests", "build") if EMPTY_NAMES & {path.stem, path.parent.name}] == []


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_s_front_says_in_three_lines_what_lives_there(room: str) -> None:
    """What it holds, what it may import, where to start reading."""
    front = ast.get_docstring(ast.parse((ROOT / room / "__init__.py").read_text(encoding="utf-8"))) or ""
    assert len([line for line in front.splitlines() if line.strip()]) >= 3


def test_nothing_waits_inside_the_event_loop() -> None:
    """Dialogs are opened, never executed, and events are never pumped; `desktop/app.py` alone runs Qt's loop."""
    nested = {"processEvents", "exec", "exec_", "waitForDone"}
    found = [
        where(path, line)
        for path in modules("ui", "desktop")
        if path != ROOT / "desktop" / "app.py"
        for name, line in calls(path)
        if name in nested
    ]
    assert found == []


def test_no_test_sleeps_or_is_skipped() -> None:
    """A sleep is slow or wrong, a skipped test neither red nor green; `skipif` says which platform cannot do it, and why."""
    unwanted = {"sleep", "skip", "importorskip", "xfail"}
    assert [where(path, line) for path in modules("tests") for name, line in calls(path) if name in unwanted] == []


def test_every_public_method_says_what_it_means() -> None:
    """One sentence each; a method that overrides a documented one of the room, or one of Qt's, says the same as that."""
    silent: list[str] = []
    for room in ROOMS:
        methods = [(path, method) for path in modules(room) for method in public_methods(path)]
        spoken = qt_names() | {method.name for _, method in methods if ast.get_docstring(method)}
        silent += [where(path, method.lineno) for path, method in methods if method.name not in spoken]
    assert silent == []


def qt_names() -> set[str]:
    """The names of all that Qt's classes can do."""
    # PySide makes a class when it is first asked for by name, so its modules' own dictionaries are not full.
    values = [getattr(module, name) for module in (QtCore, QtGui, QtWidgets) for name in dir(module)]
    classes = [value for value in values if isinstance(value, type)]
    return {name for one in classes for name in dir(one)}


def public_methods(path: Path) -> list[ast.FunctionDef | ast.AsyncFunctionDef]:
    """The methods of a module's classes that are named as ours are: in lower case, without a leading line."""
    classes = [
        node for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, ast.ClassDef) and node.name[0] != "_"
    ]
    functions = [node for one in classes for node in one.body if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
    return [node for node in functions if node.name.islower() and not node.name.startswith("_")]
