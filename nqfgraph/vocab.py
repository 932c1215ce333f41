"""The terms that nqfgraph writes and reads, as nodes: ``ELM.Qualification``, ``SKOS.prefLabel``.

Every namespace is closed, so a misspelt term is an error where it stands and never an empty answer. Foreign
namespaces list the names that are allowed (facts of their specifications); ours knows exactly the terms that
``ontology/nqfgraph.ttl`` declares and reads that file on first use. Names that Python keeps for itself are
reached as items: ``SH["in"]``, ``NQF["claim-status/referenced"]``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from types import MappingProxyType

import pyoxigraph as ox

from nqfgraph.files import data_folder


class Namespace:
    """A closed set of names under one IRI; each name is an ``ox.NamedNode``."""

    def __init__(self, iri: str, names: str = "") -> None:
        self.iri = iri
        self._names = names

    @cached_property
    def _terms(self) -> Mapping[str, ox.NamedNode]:
        return {name: ox.NamedNode(self.iri + name) for name in self._listed()}

    def _listed(self) -> Iterable[str]:
        return self._names.split()

    def __getattr__(self, name: str) -> ox.NamedNode:
        """Return the term; AttributeError for a name that the namespace does not have."""
        if name.startswith("_"):
            raise AttributeError(name)
        try:
            return self._terms[name]
        except KeyError:
            raise AttributeError(self._refusal(name)) from None

    def __getitem__(self, name: str) -> ox.NamedNode:
        """Return the term; KeyError for a name that the namespace does not have."""
        try:
            return self._terms[name]
        except KeyError:
            raise KeyError(self._refusal(name)) from None

    def __contains__(self, name: object) -> bool:
        return name in self._terms

    def __iter__(self) -> Iterator[str]:
        """Give the names, sorted."""
        return iter(sorted(self._terms))

    def __repr__(self) -> str:
        return f"Namespace({self.iri!r})"

    def _refusal(self, name: str) -> str:
        return f"“{name}” is not a listed name of {self.iri}; names are listed in nqfgraph/vocab.py"


class OntologyNamespace(Namespace):
    """Our own namespace: its names are the subjects that ``ontology/nqfgraph.ttl`` describes."""

    def _listed(self) -> Iterable[str]:
        triples = ox.parse(path=data_folder("ontology") / "nqfgraph.ttl", format=ox.RdfFormat.TURTLE)
        subjects = {each.subject.value for each in triples if isinstance(each.subject, ox.NamedNode)}
        names = (iri.removeprefix(self.iri) for iri in subjects if iri.startswith(self.iri))
        return [name for name in names if name]

    def _refusal(self, name: str) -> str:
        return f"“{name}” is not a term of {self.iri}; terms are declared in ontology/nqfgraph.ttl"


NQF = OntologyNamespace("https://w3id.org/nqfgraph/def/")

ELM = Namespace(
    "http://data.europa.eu/snb/model/elm/",
    # Classes of the LOQ profile of ELM 3.2.
    "Accreditation Address Agent Amount AwardingOpportunity ContactPoint CreditPoint GradingScheme Grant"
    " Group Identifier LearningAchievementSpecification LearningActivitySpecification"
    " LearningAssessmentSpecification LearningEntitlementSpecification LearningOpportunity LearningOutcome"
    " LegalIdentifier Mailbox MediaObject Note Organisation Phone PriceDetail Qualification"
    " QualificationReference Specification WebResource"
    # Its properties.
    " EQFLevel ISCEDFCode NQFLevel accreditation accreditingAgent additionalNote address admissionProcedure"
    " amount applicationDeadline areaDialing attachmentType awardingBody awardingOpportunity bannerImage"
    " category contactForm contactHour contactPoint content contentEncoding contentSize contentType"
    " contentUrl countryCode countryDialing creditPoint decision defaultLanguage dialNumber duration"
    " educationLevel educationSubject eidasLegalIdentifier emailAddress endDate entitledBy entitlementStatus"
    " entitlesTo entryRequirement expiryDate framework fullAddress generalisationOf geographicName"
    " gradingScheme grant groupMemberOf hasPart influencedBy influences isPartOf isPartialQualification"
    " landingPage learningAchievementSpecification learningActivitySpecification learningOutcome"
    " learningOutcomeSummary learningSchedule learningSetting limitEQFLevel limitField limitJurisdiction"
    " limitNationalOccupation limitOccupation limitOrganisation limitQualification location logo"
    " maximumDuration mode noteFormat noteLiteral organisation phone phoneNumber point priceDetail provenBy"
    " proves providedBy qualificationCode relatedESCOSkill relatedSkill report reusabilityLevel reviewDate"
    " scheduleInformation schemeId schemeName schemeVersion spatialCode specialisationOf startDate status"
    " supplementaryDocument targetGroup taxIdentifier unit vatIdentifier volumeOfLearning",
)

RDF = Namespace(
    "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "Alt Bag HTML JSON List Property Seq Statement first langString nil object predicate rest subject type"
    " value",
)

RDFS = Namespace(
    "http://www.w3.org/2000/01/rdf-schema#",
    "Class Container Datatype Literal Resource comment domain isDefinedBy label member range seeAlso"
    " subClassOf subPropertyOf",
)

OWL = Namespace(
    "http://www.w3.org/2002/07/owl#",
    "AnnotationProperty Class DatatypeProperty FunctionalProperty InverseFunctionalProperty NamedIndividual"
    " ObjectProperty Ontology SymmetricProperty Thing TransitiveProperty backwardCompatibleWith deprecated"
    " differentFrom disjointWith equivalentClass equivalentProperty imports incompatibleWith inverseOf"
    " priorVersion sameAs unionOf versionIRI versionInfo",
)

XSD = Namespace(
    "http://www.w3.org/2001/XMLSchema#",
    "anyURI base64Binary boolean byte date dateTime dateTimeStamp dayTimeDuration decimal double duration"
    " float gDay gMonth gMonthDay gYear gYearMonth hexBinary int integer language long negativeInteger"
    " nonNegativeInteger nonPositiveInteger normalizedString positiveInteger short string time token"
    " unsignedByte unsignedInt unsignedLong unsignedShort yearMonthDuration",
)

SKOS = Namespace(
    "http://www.w3.org/2004/02/skos/core#",
    "Collection Concept ConceptScheme OrderedCollection altLabel broadMatch broader broaderTransitive"
    " changeNote closeMatch definition editorialNote exactMatch example hasTopConcept hiddenLabel"
    " historyNote inScheme mappingRelation member memberList narrowMatch narrower narrowerTransitive"
    " notation note prefLabel related relatedMatch scopeNote semanticRelation topConceptOf",
)

DCTERMS = Namespace(
    "http://purl.org/dc/terms/",
    "Agent BibliographicResource Box FileFormat Frequency Jurisdiction LicenseDocument LinguisticSystem"
    " Location LocationPeriodOrJurisdiction MediaType MediaTypeOrExtent PeriodOfTime Policy"
    " ProvenanceStatement RightsStatement SizeOrDuration Standard abstract accessRights accrualPeriodicity"
    " alternative audience available bibliographicCitation conformsTo contributor coverage created creator"
    " date dateAccepted dateSubmitted description educationLevel extent format hasFormat hasPart hasVersion"
    " identifier isFormatOf isPartOf isReferencedBy isReplacedBy isRequiredBy isVersionOf issued language"
    " license mediator medium modified provenance publisher references relation replaces requires rights"
    " rightsHolder source spatial subject tableOfContents temporal title type valid",
)

DCAM = Namespace("http://purl.org/dc/dcam/", "domainIncludes rangeIncludes memberOf VocabularyEncodingScheme")

ADMS = Namespace(
    "http://www.w3.org/ns/adms#",
    "Asset AssetDistribution AssetRepository Identifier identifier includedAsset interoperabilityLevel last"
    " next prev representationTechnique sample schemeAgency status supportedSchema translation versionNotes",
)

DCAT = Namespace(
    "http://www.w3.org/ns/dcat#",
    "Catalog CatalogRecord DataService Dataset DatasetSeries Distribution Relationship Resource Role"
    " accessService accessURL bbox byteSize catalog centroid compressFormat contactPoint dataset"
    " distribution downloadURL endDate endpointDescription endpointURL first hadRole hasCurrentVersion"
    " hasVersion inSeries isVersionOf keyword landingPage last mediaType next packageFormat prev"
    " previousVersion qualifiedRelation record resource servesDataset service spatialResolutionInMeters"
    " startDate temporalResolution theme themeTaxonomy version",
)

DCATAP = Namespace("http://data.europa.eu/r5r/", "applicableLegislation availability hvdCategory")

PROV = Namespace(
    "http://www.w3.org/ns/prov#",
    "Activity Agent Association Attribution Collection Delegation Derivation Entity Generation Influence"
    " Organization Person Plan PrimarySource Quotation Revision Role SoftwareAgent Usage actedOnBehalfOf"
    " agent alternateOf atLocation atTime endedAtTime entity generated generatedAtTime hadActivity"
    " hadGeneration hadMember hadPlan hadPrimarySource hadRole hadUsage influenced invalidatedAtTime"
    " qualifiedAssociation qualifiedAttribution qualifiedDerivation qualifiedGeneration qualifiedUsage"
    " specializationOf startedAtTime used value wasAssociatedWith wasAttributedTo wasDerivedFrom"
    " wasGeneratedBy wasInfluencedBy wasInformedBy wasInvalidatedBy wasQuotedFrom wasRevisionOf wasStartedBy",
)

FOAF = Namespace(
    "http://xmlns.com/foaf/0.1/",
    "Agent Document Group Image Organization Person account depiction homepage isPrimaryTopicOf logo mbox"
    " member name page primaryTopic topic",
)

ORG = Namespace(
    "http://www.w3.org/ns/org#",
    "FormalOrganization Organization OrganizationalUnit classification hasSubOrganization hasUnit"
    " identifier linkedTo purpose subOrganizationOf unitOf",
)

ROV = Namespace(
    "http://www.w3.org/ns/regorg#",
    "RegisteredOrganization hasRegisteredOrganization legalName orgActivity orgStatus orgType registration",
)

LOCN = Namespace(
    "http://www.w3.org/ns/locn#",
    "Address Geometry address adminUnitL1 adminUnitL2 fullAddress geographicName geometry location"
    " locatorDesignator locatorName poBox postCode postName thoroughfare",
)

CLV = Namespace("http://data.europa.eu/m8g/", "latitude longitude")

VCARD = Namespace(
    "http://www.w3.org/2006/vcard/ns#",
    "Individual Kind Organization fn hasAddress hasEmail hasTelephone hasURL",
)

VOID = Namespace(
    "http://rdfs.org/ns/void#",
    "Dataset DatasetDescription Linkset TechnicalFeature class classPartition classes dataDump"
    " distinctObjects distinctSubjects documents entities exampleResource feature inDataset linkPredicate"
    " objectsTarget openSearchDescription properties property propertyPartition rootResource sparqlEndpoint"
    " subjectsTarget subset target triples uriLookupEndpoint uriRegexPattern uriSpace vocabulary",
)

SPDX = Namespace(
    "http://spdx.org/rdf/terms#",
    "Checksum ChecksumAlgorithm algorithm checksum checksumAlgorithm_sha256 checksumAlgorithm_sha512"
    " checksumValue",
)

SD = Namespace(
    "http://www.w3.org/ns/sparql-service-description#",
    "Aggregate BasicFederatedQuery Dataset DereferencesURIs EmptyGraphs EntailmentProfile EntailmentRegime"
    " Feature Function Graph GraphCollection Language NamedGraph RequiresDataset SPARQL10Query SPARQL11Query"
    " SPARQL11Update Service UnionDefaultGraph availableGraphs defaultDataset defaultEntailmentRegime"
    " defaultGraph endpoint entailmentRegime extensionAggregate extensionFunction feature graph inputFormat"
    " languageExtension name namedGraph propertyFeature resultFormat supportedEntailmentProfile"
    " supportedLanguage url",
)

FORMATS = Namespace(
    "http://www.w3.org/ns/formats/",
    "JSON-LD N-Quads N-Triples N3 RDFa RDF_XML SPARQL_Results_CSV SPARQL_Results_JSON SPARQL_Results_TSV"
    " SPARQL_Results_XML TriG Turtle",
)

SH = Namespace(
    "http://www.w3.org/ns/shacl#",
    "AbstractResult AndConstraintComponent BlankNode BlankNodeOrIRI BlankNodeOrLiteral"
    " ClassConstraintComponent ClosedConstraintComponent ConstraintComponent DatatypeConstraintComponent"
    " DisjointConstraintComponent EqualsConstraintComponent ExpressionConstraintComponent Function"
    " HasValueConstraintComponent IRI IRIOrLiteral InConstraintComponent Info JSConstraintComponent"
    " LanguageInConstraintComponent LessThanConstraintComponent LessThanOrEqualsConstraintComponent Literal"
    " MaxCountConstraintComponent MaxExclusiveConstraintComponent MaxInclusiveConstraintComponent"
    " MaxLengthConstraintComponent MinCountConstraintComponent MinExclusiveConstraintComponent"
    " MinInclusiveConstraintComponent MinLengthConstraintComponent NodeConstraintComponent NodeKind"
    " NodeKindConstraintComponent NodeShape NotConstraintComponent OrConstraintComponent Parameter"
    " Parameterizable PatternConstraintComponent PrefixDeclaration PropertyConstraintComponent PropertyGroup"
    " PropertyShape QualifiedMaxCountConstraintComponent QualifiedMinCountConstraintComponent"
    " ResultAnnotation Rule SPARQLAskExecutable SPARQLAskValidator SPARQLConstraint"
    " SPARQLConstraintComponent SPARQLConstructExecutable SPARQLExecutable SPARQLRule"
    " SPARQLSelectExecutable SPARQLSelectValidator SPARQLTarget SPARQLTargetType Severity Shape Target"
    " TripleRule"
    " UniqueLangConstraintComponent ValidationReport ValidationResult Validator Violation Warning"
    " XoneConstraintComponent alternativePath and annotationProperty annotationValue annotationVarName ask"
    " class closed condition conforms construct datatype deactivated declare defaultValue description detail"
    " disjoint entailment equals expression flags focusNode group hasValue ignoredProperties in inversePath"
    " js jsFunctionName jsLibrary labelTemplate languageIn lessThan lessThanOrEquals maxCount maxExclusive"
    " maxInclusive maxLength message minCount minExclusive minInclusive minLength name namespace node"
    " nodeKind nodeValidator not object oneOrMorePath optional or order parameter path pattern predicate"
    " prefix prefixes property propertyValidator qualifiedMaxCount qualifiedMinCount qualifiedValueShape"
    " qualifiedValueShapesDisjoint result resultAnnotation resultMessage resultPath resultSeverity rule"
    " select severity shapesGraph shapesGraphWellFormed sourceConstraint sourceConstraintComponent"
    " sourceShape sparql subject suggestedShapesGraph target targetClass targetNode targetObjectsOf"
    " targetSubjectsOf union uniqueLang update validator value xone zeroOrMorePath zeroOrOnePath",
)

ESCO = Namespace(
    "http://data.europa.eu/esco/model#",
    "AssociationObject Label MemberConcept Occupation Skill Structure hasSkill isEssentialSkillFor"
    " isOptionalSkillFor relatedEssentialSkill relatedOptionalSkill skillReuseLevel skillType",
)

SCHEMA = Namespace("https://schema.org/", "keywords target")

AS = Namespace(
    "https://www.w3.org/ns/activitystreams#",
    "Create Delete Tombstone Update deleted formerType object published",
)

ALTR = Namespace(
    "http://www.w3.org/ns/dx/connegp/altr#", "Representation hasDefaultRepresentation hasRepresentation"
)

PROF = Namespace("http://www.w3.org/ns/dx/prof/", "Profile hasToken")

LDES = Namespace(
    "https://w3id.org/ldes#",
    "EventStream RetentionPolicy immutable pollingInterval retentionPolicy sequencePath startingFrom"
    " timestampPath versionCreateObject versionCreatePath versionDeleteObject versionDeletePath"
    " versionOfPath versionUpdateObject versionUpdatePath",
)

TREE = Namespace(
    "https://w3id.org/tree#",
    "GreaterThanOrEqualToRelation LessThanOrEqualToRelation Node member node path relation shape value view",
)

SPEX = Namespace(
    "https://purl.expasy.org/sparql-examples/ontology#", "SPARQLDescribeExecutable describe federatesWith"
)

NAMESPACES: Mapping[str, Namespace] = MappingProxyType(
    {
        "adms": ADMS,
        "altr": ALTR,
        "as": AS,
        "clv": CLV,
        "dcam": DCAM,
        "dcat": DCAT,
        "dcatap": DCATAP,
        "dcterms": DCTERMS,
        "elm": ELM,
        "esco": ESCO,
        "foaf": FOAF,
        "formats": FORMATS,
        "ldes": LDES,
        "locn": LOCN,
        "nqf": NQF,
        "org": ORG,
        "owl": OWL,
        "prof": PROF,
        "prov": PROV,
        "rdf": RDF,
        "rdfs": RDFS,
        "rov": ROV,
        "schema": SCHEMA,
        "sd": SD,
        "sh": SH,
        "skos": SKOS,
        "spdx": SPDX,
        "spex": SPEX,
        "tree": TREE,
        "vcard": VCARD,
        "void": VOID,
        "xsd": XSD,
    }
)
"""All namespaces by the prefix that nqfgraph uses for them."""

PREFIXES: Mapping[str, str] = MappingProxyType({prefix: each.iri for prefix, each in NAMESPACES.items()})
"""Prefix to namespace IRI, for serialising and for queries."""
