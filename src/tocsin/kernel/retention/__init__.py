"""How long what is kept about people stays: the schedule, legal holds, the nightly work."""
