"""Rows to learning opportunities: the courses and programmes in which qualifications can be learnt."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from nqfgraph.model.records import Key, LearningOpportunity, Qualification, Texts
from nqfgraph.sources.qualification_records import content_of_part
from nqfgraph.sources.rows import Context, Entry
from nqfgraph.sources.wordings import say
from nqfgraph.sources.wordings.references import ROW_LEFT_OUT, VALUE_LEFT_OUT

KIND = "learning_opportunity"


def read_learning_opportunities(
    context: Context, country: str, qualifications: Iterable[Qualification]
) -> tuple[LearningOpportunity, ...]:
    """Read the learning opportunities; organisations and ``qualifications`` must have been read before.

    ``country`` is the IRI of that in which they take place where a row names only a city. ELM (LOQ profile)
    asks for exactly one qualification and at least one provider, so a row without them is left out.
    """
    records = []
    contents: dict[Key, str] = {}
    for entry in context.entries(KIND):
        contents = contents or {each.key: each.content for each in qualifications}
        key = (entry.values["key"],)
        qualification = entry.values["qualification"]
        providers = _providers(context, entry)
        if not context.knows("qualification", qualification):
            context.miss("qualification", qualification, entry.place("qualification"), ROW_LEFT_OUT)
        elif providers and context.claim(KIND, key, entry):
            content = content_of_part(contents[qualification])
            records.append(_opportunity(context, entry, key, providers, (content, country)))
    return tuple(records)


def _opportunity(
    context: Context, entry: Entry, key: Key, providers: tuple[Key, ...], inherited: tuple[str, str]
) -> LearningOpportunity:
    """Return the record; ``inherited`` are the content and the country where the row does not say them."""
    values = entry.values
    content, country = inherited
    context.check_order(entry, "starts", "ends")
    context.check_order(entry, "application_deadline", "ends")
    amount, currency = _price(context, entry)
    return LearningOpportunity(
        key=key,
        evidence=context.evidence(values),
        title=values["title"],
        description=values["description"],
        qualification=values["qualification"],
        code=values["code"],
        providers=providers,
        homepage=values["homepage"],
        default_language=values["default_language"],
        types=tuple(dict.fromkeys(values["type"])),
        modes=tuple(dict.fromkeys(values["mode"])),
        schedule=values["schedule"],
        schedule_information=values["schedule_information"],
        duration=values["duration"],
        starts=values["starts"],
        ends=values["ends"],
        application_deadline=values["application_deadline"],
        admission_procedure=values["admission_procedure"],
        price=values["price"],
        price_amount=amount,
        price_currency=currency,
        city=values["city"],
        country=_country(values["country"], values["city"], country),
        content=values["content"] or content,
        status=values["status"] or "valid",
        modified=values["modified"] or context.configuration.description.modified,
    )


def _providers(context: Context, entry: Entry) -> tuple[Key, ...]:
    """Return the providers that are there; an issue for each that is not, fatal where none is left."""
    keys = tuple(dict.fromkeys((name,) for name in entry.values["provided_by"]))
    known = tuple(key for key in keys if context.knows("organisation", key))
    then = VALUE_LEFT_OUT if known else ROW_LEFT_OUT
    for key in keys:
        if key not in known:
            context.miss("organisation", key, entry.place("provided_by"), then)
    return known


def _price(context: Context, entry: Entry) -> tuple[Decimal | None, str | None]:
    """Return amount and currency; neither where only one is given, and an issue (elm:Amount needs both)."""
    amount, currency = entry.values["price_amount"], entry.values["price_currency"]
    if (amount is None) == (currency is None):
        return amount, currency
    missing = "amount" if amount is None else "currency"
    if f"price_{missing}" not in entry.wrong:
        context.log.add(say(f"missing-value/{missing}", VALUE_LEFT_OUT), entry.place(f"price_{missing}"))
    return None, None


def _country(given: str | None, city: Texts, default: str) -> str | None:
    return given or (default if city else None)
