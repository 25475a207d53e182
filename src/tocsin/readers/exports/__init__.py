"""Exports of the record of looks: approved by a second person, sealed to one recipient."""
