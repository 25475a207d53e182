"""Pages of the call desk: read input, call one service, show the outcome."""
