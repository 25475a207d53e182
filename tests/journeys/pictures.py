"""Pictures of the screens for the documentation, taken only when they are asked for."""

from pathlib import Path

from playwright.sync_api import Page

from tests.journeys.town import PICTURES

IMAGES = Path(__file__).resolve().parents[2] / "docs" / "images"
# The language of the pictures, and of the pages otherwise.
LANGUAGE = "zh-hans" if PICTURES else "en"
DRAWN = """() => Promise.all([...document.querySelectorAll("[data-map]")].map((place) =>
  new Promise((done) => place.tocsinMap ? place.tocsinMap.once("idle", done) : done())))"""


def picture(page: Page, name: str) -> None:
    """Keep a picture of a screen under ``docs/images``, once its maps are drawn."""
    if not PICTURES:
        return
    page.wait_for_function(
        "() => !document.querySelector('[data-map]:not([data-map-ready], .map-inline)')"
    )
    page.evaluate("() => document.querySelectorAll('.messages .notice').forEach((n) => n.remove())")
    page.evaluate(DRAWN)
    IMAGES.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=IMAGES / f"{name}.png")
