"""What an officer does on the phone: each act one function, one transaction."""
