"""From what a dispatcher typed or pressed to acts."""
