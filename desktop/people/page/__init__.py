"""The page about one person: its head and its sections, each read on another thread and shown when it is looked at.

Imports db and ui; the widgets are those of ui.sections. Start reading at section.py, then person_page.py.
"""
