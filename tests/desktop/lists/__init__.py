"""Mirrors the room."""
