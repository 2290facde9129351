"""How it looks and is touched: widgets, delegates, dialogs, theme.

May import resources and Qt; no SQL, no rules, no idea what a member is.
Start reading at `ui.roles`, the contract with the item models, then `ui.records_page`.
"""
