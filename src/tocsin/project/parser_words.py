"""Sentences of the command line's parser that may stand in a refusal, named for our catalogue.

The parser asks the standard library's gettext for them; its help is not among them and stays in one
language, English.
"""


def gettext_noop(sentence: str) -> str:
    """Mark a sentence for the catalogue, and leave it as it is."""
    return sentence


def ngettext(one: str, many: str) -> tuple[str, str]:
    """Mark a sentence with its plural for the catalogue, and leave both as they are."""
    return one, many


SENTENCES = (
    gettext_noop("file"),
    gettext_noop("directory"),
    gettext_noop("path"),
    gettext_noop("integer"),
    gettext_noop("integer range"),
    gettext_noop("float"),
    gettext_noop("float range"),
    gettext_noop("Missing argument"),
    gettext_noop("Missing option"),
    gettext_noop("Missing parameter"),
    gettext_noop("Missing command."),
    gettext_noop("Missing {param_type}"),
    gettext_noop("Invalid value: {message}"),
    gettext_noop("Invalid value for {param_hint}: {message}"),
    gettext_noop("No such option {name!r}."),
    gettext_noop("No such command {name!r}."),
    gettext_noop("Choose from:\n\t{choices}"),
    gettext_noop("{value} is not in the range {range}."),
    gettext_noop("{value!r} is not a valid boolean. Recognized values: {states}"),
    gettext_noop("{value!r} is not a valid {number_type}."),
    gettext_noop("{name} {filename!r} is a file."),
    gettext_noop("{name} {filename!r} is a directory."),
    gettext_noop("{name} {filename!r} is not readable."),
    gettext_noop("{name} {filename!r} is not writable."),
    gettext_noop("{name} {filename!r} does not exist."),
    gettext_noop("Option {name!r} does not take a value."),
    gettext_noop("Argument {name!r} takes {nargs} values."),
)
COUNTED = (
    ngettext("Did you mean {possibility}?", "(Did you mean one of: {possibilities}?)"),
    ngettext("{value!r} is not {choice}.", "{value!r} is not one of {choices}."),
    ngettext("Got unexpected extra argument ({args})", "Got unexpected extra arguments ({args})"),
    ngettext("Takes {nargs} values but 1 was given.", "Takes {nargs} values but {len} were given."),
    ngettext(
        "Option {name!r} requires an argument.", "Option {name!r} requires {nargs} arguments."
    ),
)
