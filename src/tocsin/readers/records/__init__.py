"""What is kept about people: for how long, held for whom, and what residents ask about it."""
