"""Questions of the operational science as documents: JSON in, JSON out."""
