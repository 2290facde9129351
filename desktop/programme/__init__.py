"""The programme itself: its settings, promotions and named activities, as the Tools menu opens them.

Imports db and ui. Start reading at tools.py.
"""
