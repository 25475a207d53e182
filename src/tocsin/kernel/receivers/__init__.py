"""Organisations to which facts about people were handed, and what they are to be told of since."""
