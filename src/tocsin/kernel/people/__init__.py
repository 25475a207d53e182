"""The people of the bureau: their roles, and where they are signed in."""
