"""Settings and limits of an account: the provider decides them, a test may change them."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from attrs import Attribute, field, frozen

from tc3gen.cloud.account_settings import BaseSettings, amount, flag, optional_amount

_COUNTRY = re.compile(r"[A-Z]{2}")


def _check_countries(
    _instance: object, attribute: Attribute[Any], value: object
) -> None:
    """Validator of ISO codes, in a list or with limits."""
    if isinstance(value, str) or not isinstance(value, Collection):
        raise TypeError(f"`{attribute.name}` must hold codes of countries such as US")
    for each in value:
        if not (isinstance(each, str) and _COUNTRY.fullmatch(each)):
            raise ValueError(
                f"`{attribute.name}` must hold codes of countries such as US"
            )


def _check_limits(_instance: object, attribute: Attribute[Any], value: object) -> None:
    """Validator of limits by country."""
    if not isinstance(value, Mapping) or not all(
        type(each) is int and each >= 0 for each in value.values()
    ):
        raise TypeError(f"`{attribute.name}` must map codes of countries to numbers")


@frozen(kw_only=True)
class SmsSettings(BaseSettings):
    """The settings of an account. Limits that are None do not apply.

    A day ends at midnight of the zone UTC+8.
    """

    company: bool = field(default=True, validator=flag)
    """True if the account is verified as a company; others may not manage signatures and
    templates, nor send marketing."""
    main_account: bool = field(default=True, validator=flag)
    """True if the keys are those of the main account, which alone may list all templates."""
    permitted: bool = field(default=True, validator=flag)
    """True if the account may use the service."""
    known_address: bool = field(default=True, validator=flag)
    """True if calls come from an address that the application accepts."""
    paid: bool = field(default=True, validator=flag)
    """True if no bills are unpaid."""
    session_in_reports: bool = field(default=False, validator=flag)
    """True if delivery reports repeat the `SessionContext`, which the provider has to open."""
    signatures: int = field(default=100, validator=amount)
    """Signatures of the account. The documentation gives no number."""
    templates: int = field(default=1000, validator=amount)
    """Templates of the account, from the page of questions on templates."""
    value_length: int | None = field(default=None, validator=optional_amount)
    """Characters of a value for a template; 6 for a new account."""
    number_per_30_seconds: int | None = field(default=None, validator=optional_amount)
    """Messages to one number in any 30 seconds; 1 by the service's own default."""
    number_per_hour: int | None = field(default=None, validator=optional_amount)
    """Messages to one number in any 60 minutes."""
    number_per_day: int | None = field(default=None, validator=optional_amount)
    """Messages to one number a day; 2 by the default of the international site, 10 by that
    of the China site."""
    same_text_per_day: int | None = field(default=None, validator=optional_amount)
    """Messages with one text to one number a day."""
    app_per_day: int | None = field(default=None, validator=optional_amount)
    """Messages of an application a day."""
    app_mainland_per_day: int | None = field(default=None, validator=optional_amount)
    """Mainland messages of an application a day."""
    app_global_per_day: int | None = field(default=None, validator=optional_amount)
    """Global messages of an application a day."""
    global_per_day: int | None = field(default=None, validator=optional_amount)
    """Global messages of the account a day."""
    global_per_second: int | None = field(default=None, validator=optional_amount)
    """Global messages of the account in any second."""
    per_country_and_day: Mapping[str, int] = field(
        factory=dict, validator=[_check_countries, _check_limits]
    )
    """Messages of an application to a country a day, by its ISO code."""
    blocked_countries: Sequence[str] = field(factory=tuple, validator=_check_countries)
    """ISO codes of countries that the application may not send to."""


USUAL_LIMITS = SmsSettings(number_per_30_seconds=1, number_per_day=2)
"""Settings with the limits for one number that an application has until they are changed in
the console, from the international site's page of questions on security."""
