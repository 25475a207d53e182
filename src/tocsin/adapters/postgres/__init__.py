"""PostgreSQL carried along: the programs of a wheel, our own lifecycle, and gates before use."""
