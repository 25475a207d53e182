"""Pictures of the screens for the documentation, taken only when they are asked for."""

from pathlib import Path

from playwright.sync_api import Page

from tests.journeys.town import PICTURES

IMAGES = Path(__file__).resolve().parents[2] / "docs" / "images"


def picture(page: Page, name: str) -> None:
    """Keep a picture of a screen under ``docs/images``."""
    if PICTURES:
        for one in page.locator(".messages .notice").all():
            one.evaluate("(notice) => notice.remove()")
        page.wait_for_load_state("networkidle") if page.locator(
            "[data-live]"
        ).count() == 0 else None
        page.screenshot(path=IMAGES / f"{name}.png")
