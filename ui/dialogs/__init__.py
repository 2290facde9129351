"""Questions: one dialog a module, opened with open(), told plain values, giving back one frozen dataclass.

May import ui and resources; no rule of the club is decided here.
Start reading at `ui.dialogs.question`, then `ui.dialogs.person`.
"""
