"""The options of the command line itself: one table for parsing, help and completion."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal, NamedTuple

PREFIX = "tc3-"
"""The beginning of every option's second name, which no action's parameter wins over."""

ENVIRONMENT = "TC3_"

FORMATS = ("json", "jsonl", "yaml", "table", "csv", "text", "none")
DRY_RUNS = ("http", "curl", "python", "json")
SKELETONS = ("required", "full")
SITES = ("international", "china")

Kind = Literal["text", "flag", "optional", "seconds", "count"]


class Option(NamedTuple):
    """An option. One of the kind `optional` has a value that may be left out."""

    name: str
    kind: Kind
    help: str
    metavar: str = ""
    choices: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    """Further names, such as those of the provider's command line."""
    default: str = ""
    """The value of an `optional` one that is given without."""
    shown: bool = True
    """False for those that are there only for scripts of other tools."""

    @property
    def attribute(self) -> str:
        """The name in Python."""
        return self.name.replace("-", "_")

    @property
    def names(self) -> tuple[str, ...]:
        """All names without their dashes."""
        return (self.name, *self.aliases)


GLOBAL = (
    Option("profile", "text", "Profile with the key and the settings.", "NAME"),
    Option("region", "text", "Region that holds the data.", "REGION"),
    Option("site", "text", "Site of the account.", "SITE", SITES),
    Option("endpoint", "text", "Another server.", "URL"),
    Option("language", "text", "Language of the service's messages.", "TAG"),
    Option(
        "timeout", "seconds", "Longest time for a call with its retries.", "SECONDS"
    ),
    Option("retries", "count", "Retries after a failure; 0: one attempt.", "N"),
    Option("proxy", "text", "Proxy for all requests.", "URL", aliases=("https-proxy",)),
    Option("ca-file", "text", "Certificates to trust instead of the system's.", "FILE"),
    Option(
        "ledger",
        "text",
        "Ledger of calls with a key: a Redis, or an SQLite file.",
        "URL|FILE",
    ),
    Option("output", "text", "Format of the result.", "FORMAT", FORMATS),
    Option(
        "query", "text", "Part of the result, in JMESPath.", "EXPR", (), ("filter",)
    ),
    Option("raw", "flag", "Texts without quotes."),
    Option("error-format", "text", "Format of errors.", "FORMAT", ("text", "json")),
    Option("debug", "flag", "Show the log of the calls."),
    Option("quiet", "flag", "No progress and no warnings."),
    Option("yes", "flag", "Answer yes to all questions."),
    Option("no-color", "flag", "No colours."),
)

CALL = (
    Option("input", "text", "The whole request as JSON or YAML; - is standard input.",
           "FILE", (), ("cli-input-json",)),
    Option("skeleton", "optional", "Print a request to fill in.", "", SKELETONS,
           default="required"),
    Option("all", "flag", "All pages, not just one."),
    Option("max-items", "count", "Pages until there are so many items.", "N"),
    Option("page-size", "count", "Items of a page.", "N"),
    Option("dry-run", "optional", "Show what would be sent, and send nothing.", "",
           DRY_RUNS, default="http"),
    Option("show-secrets", "flag", "Do not mask secrets in a dry run."),
    Option("once", "text", "Key of a call that must not happen twice.", "KEY"),
    Option("once-wait", "seconds", "Longest wait for another process at the same key.",
           "SECONDS"),
    Option("wait-for", "text", "Call again until this is true, in JMESPath.", "EXPR"),
    Option("interval", "seconds", "Time between the calls of a wait.", "SECONDS"),
    Option("max-wait", "seconds", "Longest time of a wait.", "SECONDS"),
)  # fmt: skip

OTHERS = (
    Option("waiter", "text", "A wait as tccli writes it.", "JSON", shown=False),
    Option("generate-cli-skeleton", "flag", "A skeleton as JSON.", shown=False),
    Option("cli-unfold-argument", "flag", "Limits are warned of only.", shown=False),
    Option("version", "text", "Version of the service.", "DATE", shown=False),
    Option("secret-id", "text", "Key.", "ID", (), ("secretId",), shown=False),
    Option("secret-key", "text", "Key.", "KEY", (), ("secretKey",), shown=False),
    Option("token", "text", "Token of a temporary key.", "TOKEN", shown=False),
    Option("detail", "flag", "More help.", shown=False),
)
"""Options of the provider's command line that cost nothing to know."""

SECRET = frozenset({"secret-id", "secret-key", "token"})

HELP = Option("help", "flag", "Show this page.")

WAIT = tuple(o for o in CALL if o.name in ("interval", "max-wait"))

BULK = (
    Option("format", "text", "What the file is; told by its name if left out.", "FORMAT",
           ("csv", "jsonl", "lines")),
    Option("start", "count", "Number of the row to go on from.", "N"),
    Option("once", "text", "Key of an upload of which nothing must be sent twice.", "KEY"),
    Option("deduplicate", "flag", "Leave out rows that were there before."),
    Option("max-wait", "seconds", "Longest wait while the service is busy.", "SECONDS"),
)  # fmt: skip


def find_option(name: str, options: tuple[Option, ...]) -> Option | None:
    """The option of a name, which may begin with the prefix."""
    bare = name.removeprefix(PREFIX)
    for option in options:
        if bare in option.names:
            return option
    return None


def names_of(options: tuple[Option, ...]) -> Iterator[str]:
    """The names to show and to complete."""
    for option in options:
        if option.shown:
            yield option.name


def variable(option: Option) -> str:
    """The environment variable of an option."""
    return ENVIRONMENT + option.name.replace("-", "_").upper()
