"""The Benefit Cards tab."""
