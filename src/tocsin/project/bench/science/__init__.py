"""The science of the bureau beside its peers, the same questions in the same run."""
