"""Lists of what a club has few of (benefit cards, tiers, rewards, kinds of stamp cards and passes): all rows in memory.

Imports db and ui; knows no single list. Start reading at model.py, then tab.py.
"""
