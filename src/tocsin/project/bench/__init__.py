"""Measurements of speed, each beside a stated peer in the same run."""
