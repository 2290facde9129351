"""What happens when a person at a desk acts: item models, tabs and their actions, jobs, sheets, prints, the command line.

May import ui, db and resources; no SQL of its own, and no widget but in `desktop.app`, which builds everything.
Start reading at `desktop.app`, `desktop.desk`, then a tab's `actions.py`.
"""
