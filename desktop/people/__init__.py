"""What the Members and Prospects tabs share: how a person is shown, filtered and edited.

May import desk, records, ui, db and resources; neither tab.
Start reading at `tab.py`.
"""
