"""Those outside who keep checkpoints of the ledger, and what we keep of the ledgers of others."""
