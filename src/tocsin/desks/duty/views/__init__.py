"""Views of the officer's phone."""
