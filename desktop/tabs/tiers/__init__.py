"""The Tiers tab."""
