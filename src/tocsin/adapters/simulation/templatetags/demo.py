"""Tags that show the demonstration's cards and its strip."""

from django import template
from django.template.context import RequestContext

from tocsin.adapters.simulation.showing import role_cards, strip_facts
from tocsin.kernel.accounts.api import Officer

register = template.Library()


@register.inclusion_tag("simulation/_cards.html", takes_context=True)
def demo_cards(context: RequestContext) -> dict[str, object]:
    """Show one card for each role, by which one signs in with one press."""
    return {"cards": role_cards(), "csrf_token": context.get("csrf_token")}


@register.inclusion_tag("simulation/_strip.html", takes_context=True)
def demo_strip(context: RequestContext) -> dict[str, object]:
    """Show which desks live by themselves, and what invented callers say."""
    officer = context.get("officer")
    facts = strip_facts(officer) if isinstance(officer, Officer) else {}
    return {**facts, "csrf_token": context.get("csrf_token")}
