"""What can be done to people: one module a noun, each action a coroutine `verb(desk, people)` that reads, asks, writes and tells.

Imports db and ui, never a tab: the table, a person's page, the palette and the keys start the same action. Start reading at registry.py and all.py.
"""
