"""Tests of the one table of records."""
