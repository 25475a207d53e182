"""Input of the dispatch desk."""
