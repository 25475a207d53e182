"""What the science says when a question has no answer, known to the catalogues."""

from django.utils.translation import gettext, gettext_noop

_ = gettext_noop
SENTENCES = (
    _("The exact answer takes at most 18 units; ask for the approximation."),
    _("Where calls wait in line, every area must name every unit."),
    _("The units are offered as much as they can do, or more: the line grows for ever."),
    _("The shares of time did not come to rest."),
    _("The workloads did not come to rest."),
    _("Each area needs one rate and one order of units."),
    _("The rates of the areas are not negative, and one is above zero."),
    _("Each unit needs a service rate above zero."),
    _("Each area names at least one unit, and none twice."),
    _("An area names a unit that does not exist."),
    _("A line needs at least one server."),
    _("The load is a number of erlang, not negative."),
    _("A point lies within reach of too few sites."),
    _("A unit is busy for a share of its time from 0 to below 1."),
    _("A point lies within the far limit of no site."),
    _("At least one site is asked for."),
    _("The sites hold fewer units than are asked for."),
    _("More sites are asked for than may be chosen."),
    _("A point can be reached from no site that may be chosen."),
    _("So few sites cannot reach every point."),
    _("No choice of sites does what is asked."),
    _("No choice of sites was found in time."),
    _("A site is named that does not exist."),
    _("A site cannot both stay and be left out."),
    _("More sites must stay than are asked for."),
    _("The cover needs one row for each point with demand and one column for each site."),
    _("Demand is not negative."),
    _("The costs need one row for each weighted point and one column for each site."),
    _("A cost is not negative; no way is written as infinite."),
    _("A weight is not negative."),
    _("The ways need one row for each base and one column for each point, and a unit."),
    _("A way takes a number of seconds, not negative."),
    _("A unit stands at a base that does not exist."),
    _("A call comes from a point that does not exist."),
    _("Each call needs one arrival, one point and one service time."),
    _("The arrivals are to ascend."),
    _("Arrivals and service times are numbers, the latter not negative."),
    _("Each area needs one weight and one rate for each resource."),
    _("Weights, rates and efforts are not negative."),
    _("A forecast needs eight weeks of known days in each area."),
    _("Of some area none of the last four weeks is known."),
    _("How sure a forecast is can only be told from 13 weeks or more."),
    _("How sure a forecast is can only be told from four earlier ones or more."),
    _("The counts need one row for each area and one column for each day."),
    _("Each area stands there once."),
    _("A count is not negative; a day that is not known is left empty."),
    _("The Chinese calendar is known from 2000 to 2050."),
)


def said(cause: Exception) -> str:
    """Say a sentence of the science in the reader's language."""
    return gettext(str(cause))
