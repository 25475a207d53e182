"""Answers that come late, and in another order than they were asked for."""

import re

from playwright.sync_api import Page, Route


class Slow:
    """A line that holds back what matches, until it is let through."""

    def __init__(self, page: Page, pattern: str) -> None:
        self.held: list[Route] = []
        self.is_lifted = False
        page.route(re.compile(pattern), self.hold)

    def hold(self, route: Route) -> None:
        """Keep one request back, unless the line is quick by now."""
        if self.is_lifted:
            route.continue_()
        else:
            self.held.append(route)

    def let_through(self) -> None:
        """Let what is held go on."""
        for route in self.held:
            route.continue_()
        self.held.clear()

    def lift(self) -> None:
        """Let what is held go on, and all that comes after it."""
        self.is_lifted = True
        self.let_through()
