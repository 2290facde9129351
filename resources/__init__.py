"""Icons, styles, print layouts, help and translations: data, and the few lines that read it.

Imports nothing of ours. Data is read through importlib.resources only, so a frozen program finds it.
Start reading at `resources.i18n`.
"""
