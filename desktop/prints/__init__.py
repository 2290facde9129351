"""Cards as PDF, and pages of a PDF as pictures for the window.

Works without Qt and without the database; may import resources, and of db only what a person may read (`db.errors`).
Start reading at `desktop.prints.cards`; how a card looks is in `design`, where it stands on the paper in `layouts`.
"""
