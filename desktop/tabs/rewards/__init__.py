"""The Rewards tab."""
