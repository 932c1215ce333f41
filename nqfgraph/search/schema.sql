-- The search projection of a release. Ids of qualifications and cells count from 0 without gaps.
CREATE TABLE register (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE label (
  facet TEXT, value TEXT, place INTEGER NOT NULL, language TEXT, text TEXT NOT NULL,
  PRIMARY KEY (facet, value, language)
) WITHOUT ROWID;
-- A cell is one combination of everything that qualifications are filtered by.
CREATE TABLE cell (
  id INTEGER PRIMARY KEY, level TEXT NOT NULL, award_type TEXT NOT NULL, sectors TEXT NOT NULL,
  fields TEXT NOT NULL, status TEXT NOT NULL, content TEXT NOT NULL, teaching_languages TEXT NOT NULL
);
CREATE TABLE qualification (
  id INTEGER PRIMARY KEY, iri TEXT NOT NULL, code TEXT NOT NULL, classification TEXT NOT NULL,
  successor TEXT NOT NULL, cell INTEGER NOT NULL
);
CREATE TABLE title (
  language TEXT, qualification INTEGER, rank INTEGER NOT NULL, text TEXT NOT NULL, text_language TEXT NOT NULL,
  PRIMARY KEY (language, qualification)
) WITHOUT ROWID;
CREATE VIRTUAL TABLE words USING fts5 (
  title, code, outcomes, content = '', tokenize = 'unicode61 remove_diacritics 2', prefix = '2 3'
);
-- Qualifications whose code (place 0) or one of whose names (place 1) is a text, by a number made of its words.
CREATE TABLE exact (
  number INTEGER, place INTEGER, qualification INTEGER, PRIMARY KEY (number, place, qualification)
) WITHOUT ROWID;
-- Groups of skills, with the qualifications that teach something below each as bits; what is directly wider.
CREATE TABLE skill_group (value TEXT PRIMARY KEY, members BLOB NOT NULL);
CREATE TABLE skill_group_wider (narrower TEXT, wider TEXT, PRIMARY KEY (narrower, wider)) WITHOUT ROWID;
-- Beginnings of words that very many qualifications have, with these as bits: counting them asks no index.
CREATE TABLE common (beginning TEXT PRIMARY KEY, members BLOB NOT NULL) WITHOUT ROWID;
-- The words of the index: as indexed, as mostly written, and how many qualifications have them.
CREATE TABLE word (id INTEGER PRIMARY KEY, text TEXT UNIQUE NOT NULL, written TEXT NOT NULL, uses INTEGER NOT NULL);
CREATE VIRTUAL TABLE spelling USING fts5 (text, content = '', tokenize = 'trigram', detail = none);
-- How many qualifications are described in some respect.
CREATE TABLE completeness (name TEXT PRIMARY KEY, number INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE organisation (
  id INTEGER PRIMARY KEY, iri TEXT NOT NULL, kind TEXT NOT NULL, homepage TEXT NOT NULL, words TEXT NOT NULL
);
CREATE TABLE organisation_text (
  organisation INTEGER, name TEXT, language TEXT, text TEXT NOT NULL,
  PRIMARY KEY (organisation, name, language)
) WITHOUT ROWID;
CREATE TABLE entity (iri TEXT PRIMARY KEY, kind TEXT NOT NULL, digest TEXT NOT NULL) WITHOUT ROWID;
