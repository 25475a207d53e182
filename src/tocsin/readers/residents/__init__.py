"""A resident and their own record: proved at the window or by letter, no third party."""
