"""Pages and acts of the dispatch desk."""
