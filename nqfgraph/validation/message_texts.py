"""The sentences of validation messages by constraint component and language.

Fields: ``property`` label and short name of the property, ``path`` its short name, ``value`` the value at
fault, ``found`` what kind of value it is (or its length), ``limit`` what the constraint allows, ``fact`` a
count, a language tag or the value compared with.
"""

from __future__ import annotations

LANGUAGES = ("az", "en", "ru")

Texts = dict[str, str]


def _texts(az: str, en: str, ru: str) -> Texts:
    return {"az": az, "en": en, "ru": ru}


NO_PROPERTY = _texts("Bu düyün", "This node", "Этот узел")

WORDS: dict[str, Texts] = {
    "nothing": _texts("heç nə", "nothing", "ничего"),
    "rule": _texts("adsız qayda", "a rule without a name", "правило без имени"),
    "one of many": _texts(
        "siyahıdakı {number} qiymətdən biri",
        "one of the {number} values of the list",
        "одно из {number} значений списка",
    ),
}

KINDS: dict[str, Texts] = {
    "IRI": _texts("IRI", "an IRI", "IRI"),
    "BlankNode": _texts("adsız düyün", "a node without an IRI", "узел без IRI"),
    "Literal": _texts("mətn və ya ədəd", "a text or number", "текст или число"),
    "BlankNodeOrIRI": _texts("düyün (mətn deyil)", "a node, not a text", "узел, а не текст"),
    "BlankNodeOrLiteral": _texts(
        "adsız düyün və ya mətn", "a node without an IRI, or a text", "узел без IRI или текст"
    ),
    "IRIOrLiteral": _texts("IRI və ya mətn", "an IRI or a text", "IRI или текст"),
}

_NUMBER_TOO_SMALL = _texts(
    "{property}: {value} buraxılmır, {limit} və ya daha böyük olmalıdır.",
    "{property}: {value} is not allowed, it must be {limit} or more.",
    "{property}: {value} не допускается, нужно {limit} или больше.",
)
_NUMBER_TOO_GREAT = _texts(
    "{property}: {value} buraxılmır, {limit} və ya daha kiçik olmalıdır.",
    "{property}: {value} is not allowed, it must be {limit} or less.",
    "{property}: {value} не допускается, нужно {limit} или меньше.",
)
_NONE_OF = _texts(
    "{property}: {value} bunların heç biri deyil: {limit}.",
    "{property}: {value} is none of: {limit}.",
    "{property}: {value} не является ни одним из: {limit}.",
)

TEXTS: dict[str, Texts] = {
    "MinCount": _texts(
        "{property}: {fact} verilib, ən azı {limit} lazımdır.",
        "{property}: {fact} given, at least {limit} needed.",
        "{property}: указано {fact}, нужно не менее {limit}.",
    ),
    "MaxCount": _texts(
        "{property}: {fact} verilib, ən çoxu {limit} buraxılır.",
        "{property}: {fact} given, at most {limit} allowed.",
        "{property}: указано {fact}, допускается не более {limit}.",
    ),
    "Class": _texts(
        "{property}: {value} verilənlərdə {limit} kimi təsvir olunmayıb.",
        "{property}: {value} is not described in the data as {limit}.",
        "{property}: {value} не описано в данных как {limit}.",
    ),
    "Datatype": _texts(
        "{property}: {value} – {found}; {limit} növündə düzgün qiymət lazımdır.",
        "{property}: {value} is {found}; a valid {limit} is needed.",
        "{property}: {value} – {found}; нужно правильное значение {limit}.",
    ),
    "NodeKind": _texts(
        "{property}: {value} – {found}; lazım olan: {limit}.",
        "{property}: {value} is {found}; what is needed is {limit}.",
        "{property}: {value} – {found}; требуется: {limit}.",
    ),
    "In": _texts(
        "{property}: {value} buraxılmır. Buraxılır: {limit}.",
        "{property}: {value} is not allowed. Allowed: {limit}.",
        "{property}: {value} не допускается. Допускается: {limit}.",
    ),
    "HasValue": _texts(
        "{property}: {limit} qiyməti yoxdur.",
        "{property}: the value {limit} is missing.",
        "{property}: отсутствует значение {limit}.",
    ),
    "Pattern": _texts(
        "{property}: {value} tələb olunan şəkildə deyil: {limit}",
        "{property}: {value} does not have the required form: {limit}",
        "{property}: {value} не соответствует требуемой форме: {limit}",
    ),
    "MinLength": _texts(
        "{property}: {value} – {found} işarə, ən azı {limit} lazımdır.",
        "{property}: {value} has {found} characters, at least {limit} are needed.",
        "{property}: {value} – знаков: {found}, нужно не менее {limit}.",
    ),
    "MaxLength": _texts(
        "{property}: {value} – {found} işarə, ən çoxu {limit} buraxılır.",
        "{property}: {value} has {found} characters, at most {limit} are allowed.",
        "{property}: {value} – знаков: {found}, допускается не более {limit}.",
    ),
    "LanguageIn": _texts(
        "{property}: {value} bu dillərin birində deyil: {limit}.",
        "{property}: {value} is not in one of the languages {limit}.",
        "{property}: {value} – не на одном из языков: {limit}.",
    ),
    "UniqueLang": _texts(
        "{property}: “{fact}” dilində birdən çox mətn var.",
        "{property}: there is more than one text in the language “{fact}”.",
        "{property}: на языке «{fact}» больше одного текста.",
    ),
    "MinInclusive": _NUMBER_TOO_SMALL,
    "MinExclusive": _texts(
        "{property}: {value} buraxılmır, {limit} qiymətindən böyük olmalıdır.",
        "{property}: {value} is not allowed, it must be more than {limit}.",
        "{property}: {value} не допускается, нужно больше {limit}.",
    ),
    "MaxInclusive": _NUMBER_TOO_GREAT,
    "MaxExclusive": _texts(
        "{property}: {value} buraxılmır, {limit} qiymətindən kiçik olmalıdır.",
        "{property}: {value} is not allowed, it must be less than {limit}.",
        "{property}: {value} не допускается, нужно меньше {limit}.",
    ),
    "Equals": _texts(
        "{property} və {limit} eyni qiymətləri daşımalıdır; {value} yalnız birindədir.",
        "{property} and {limit} must have the same values; {value} stands in only one of them.",
        "{property} и {limit} должны иметь одни и те же значения; {value} есть только в одном из них.",
    ),
    "Disjoint": _texts(
        "{property}: {value} həm də {limit} qiymətidir; bunlar fərqli olmalıdır.",
        "{property}: {value} is a value of {limit} too; the two must differ.",
        "{property}: {value} – также значение {limit}; они должны различаться.",
    ),
    "LessThan": _texts(
        "{property}: {value} qiyməti {limit} qiymətindən ({fact}) kiçik deyil.",
        "{property}: {value} is not less than {limit}, which is {fact}.",
        "{property}: {value} не меньше, чем {limit} ({fact}).",
    ),
    "LessThanOrEquals": _texts(
        "{property}: {value} qiyməti {limit} qiymətindən ({fact}) böyükdür və ya onunla müqayisə olunmur.",
        "{property}: {value} is more than {limit}, which is {fact}, or cannot be compared with it.",
        "{property}: {value} больше, чем {limit} ({fact}), или их нельзя сравнить.",
    ),
    "And": _texts(
        "{property}: {value} bütün tələblərə uyğun deyil: {limit}.",
        "{property}: {value} does not meet all of: {limit}.",
        "{property}: {value} не отвечает всем требованиям: {limit}.",
    ),
    "Or": _NONE_OF,
    "Xone": _texts(
        "{property}: {value} bunların tam birinə uyğun olmalıdır: {limit}.",
        "{property}: {value} must meet exactly one of: {limit}.",
        "{property}: {value} должно отвечать ровно одному из: {limit}.",
    ),
    "Not": _texts(
        "{property}: {value} buraxılmayan şəkildədir: {limit}.",
        "{property}: {value} is what is not allowed: {limit}.",
        "{property}: {value} – то, что не допускается: {limit}.",
    ),
    "Node": _texts(
        "{property}: {value} bu tələblərə uyğun deyil: {limit}.",
        "{property}: {value} does not meet: {limit}.",
        "{property}: {value} не отвечает требованиям: {limit}.",
    ),
    "QualifiedMinCount": _texts(
        "{property}: uyğun qiymətlərin sayı {fact}, ən azı {limit} lazımdır.",
        "{property}: {fact} fitting values, at least {limit} needed.",
        "{property}: подходящих значений {fact}, нужно не менее {limit}.",
    ),
    "QualifiedMaxCount": _texts(
        "{property}: uyğun qiymətlərin sayı {fact}, ən çoxu {limit} buraxılır.",
        "{property}: {fact} fitting values, at most {limit} allowed.",
        "{property}: подходящих значений {fact}, допускается не более {limit}.",
    ),
    "Closed": _texts(
        "{path} xassəsi burada buraxılmır (qiyməti {value}).",
        "The property {path} is not allowed here (its value is {value}).",
        "Свойство {path} здесь не допускается (значение {value}).",
    ),
    "SPARQL": _texts(
        "{property}: qayda yerinə yetirilməyib (qiymət: {value}).",
        "{property}: the rule is not met (value: {value}).",
        "{property}: правило не выполнено (значение: {value}).",
    ),
    "Other": _texts(
        "{property}: {component} tələbi yerinə yetirilməyib (qiymət: {value}).",
        "{property}: the constraint {component} is not met (value: {value}).",
        "{property}: ограничение {component} не выполнено (значение: {value}).",
    ),
}
