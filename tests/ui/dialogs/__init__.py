"""Tests of the dialogs: real widgets without a screen."""
