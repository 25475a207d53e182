"""What a person does who never takes a hand off the keyboard."""

from playwright.sync_api import Locator, Page

PRESSES = 20
FOCUSED = "(row) => row === document.activeElement"
WHERE = "() => document.activeElement?.outerHTML.slice(0, 300)"


def walk_to(page: Page, row: Locator) -> None:
    """Go down the rows to the wanted one, and up again where it was passed by."""
    for key in "j" * PRESSES + "k" * PRESSES:
        if row.evaluate(FOCUSED):
            return
        page.keyboard.press(key)
    raise AssertionError(f"the keys never reached the row, they stay at {page.evaluate(WHERE)}")
