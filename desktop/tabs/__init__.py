"""The tabs of the window: one folder a noun, independent of each other.

May import desk, records, people, ui, db and resources.
Start reading at `members/tab.py`.
"""
