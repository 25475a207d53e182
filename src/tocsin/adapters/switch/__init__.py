"""The telephone switch: a documented webhook for real ones, and a simulated one."""
