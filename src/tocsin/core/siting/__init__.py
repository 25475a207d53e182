"""Where posts should be: exact answers with their proof, quick ones with their bound."""
