"""Where idle crews stand: what they cover, what is suggested, who stands by."""
