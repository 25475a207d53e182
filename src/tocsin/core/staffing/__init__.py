"""How many crews each hour needs, which shifts cover that, and a roster that is legal and fair."""
