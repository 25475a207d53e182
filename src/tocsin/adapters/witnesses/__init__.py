"""Those outside who keep checkpoints of the ledger."""
