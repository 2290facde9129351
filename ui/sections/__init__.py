"""The sections of a record's full page: figures, heads, tables, charts; plain values in, signals out.

Imports nothing but ui and resources; knows no SQL, no rule, no member. Start reading at parts.py.
"""
