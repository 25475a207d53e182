"""Spreadsheets and comma-separated files: read into rows of text, written from them."""
