"""The frame every page stands in: tokens, layout, live rows, keys, drafts and the map."""
