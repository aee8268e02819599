"""A request as code, in each language that the Explorer offers; one template a language."""

from tc3gen.samples.model import SampleRequest, SignedRequest
from tc3gen.samples.render import (
    LANGUAGES,
    Language,
    UnknownLanguage,
    languages_of,
    sample,
)

__all__ = [
    "LANGUAGES",
    "Language",
    "SampleRequest",
    "SignedRequest",
    "UnknownLanguage",
    "languages_of",
    "sample",
]
