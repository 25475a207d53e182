"""Where searchers look and for how long, and what a search that found nothing has told."""
