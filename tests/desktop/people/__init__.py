"""Tests of what the desk does about people."""
