"""Places on their way into the register: sorted, weighed against it, asked about, let in."""
