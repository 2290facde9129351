"""The commands of `regulars`, one module a group, each a thin door to the operations that the window uses (commands.md).

May import db, resources and the parts of desktop without a window; whatever is heavy is imported where it is used, and Qt never.
Start reading at `desktop.commands.command`, then `desktop.cli`.
"""
