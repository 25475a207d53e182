"""What the bureau tells everybody about its work, and about who looked at whom."""
