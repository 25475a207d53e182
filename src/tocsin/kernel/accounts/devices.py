"""What a browser calls itself, as far as its owner would know it again."""

BROWSERS = (
    ("Edg/", "Edge"),
    ("OPR/", "Opera"),
    ("MicroMessenger", "WeChat"),
    ("Firefox/", "Firefox"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
SYSTEMS = (
    ("HarmonyOS", "HarmonyOS"),
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS X", "macOS"),
    ("Linux", "Linux"),
)


def device_of(agent: str) -> str:
    """Name the browser and the system of a user agent; nothing where neither is known.

    >>> device_of("Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/140.0 Safari/537.36")
    'Chrome, Windows'
    >>> device_of("curl/8.5")
    ''
    """
    named = [known(agent, names) for names in (BROWSERS, SYSTEMS)]
    return ", ".join(name for name in named if name)


def known(agent: str, names: tuple[tuple[str, str], ...]) -> str:
    """Find the first name whose sign stands in a user agent."""
    return next((name for sign, name in names if sign in agent), "")
