"""Template tags of the call desk."""
