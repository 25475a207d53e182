"""What a person does who never takes a hand off the keyboard."""

from playwright.sync_api import Locator, Page

PRESSES = 40
FOCUSED = "(row) => row === document.activeElement"
WHERE = "() => document.activeElement?.outerHTML.slice(0, 300)"


def walk_to(page: Page, row: Locator) -> None:
    """Go down the rows with J to the wanted one, or say where the focus stayed."""
    for _press in range(PRESSES):
        if row.evaluate(FOCUSED):
            return
        page.keyboard.press("j")
    raise AssertionError(f"the keyboard never reached the row; it is at {page.evaluate(WHERE)}")
