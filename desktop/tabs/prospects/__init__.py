"""The Prospects tab."""
