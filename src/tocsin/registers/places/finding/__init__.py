"""The register of places as the tree that is searched, held ready by every process."""
