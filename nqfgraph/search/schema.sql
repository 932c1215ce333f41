-- The search projection of a release. Ids of qualifications and cells count from 0 without gaps.
CREATE TABLE register (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE label (
  facet TEXT, value TEXT, place INTEGER NOT NULL, language TEXT, text TEXT NOT NULL,
  PRIMARY KEY (facet, value, language)
) WITHOUT ROWID;
-- A cell is one combination of everything that qualifications are filtered by.
CREATE TABLE cell (
  id INTEGER PRIMARY KEY, level TEXT NOT NULL, award_type TEXT NOT NULL, fields TEXT NOT NULL,
  status TEXT NOT NULL, content TEXT NOT NULL
);
CREATE TABLE qualification (
  id INTEGER PRIMARY KEY, iri TEXT NOT NULL, code TEXT NOT NULL, classification TEXT NOT NULL,
  cell INTEGER NOT NULL
);
CREATE TABLE title (
  language TEXT, qualification INTEGER, rank INTEGER NOT NULL, text TEXT NOT NULL, text_language TEXT NOT NULL,
  PRIMARY KEY (language, qualification)
) WITHOUT ROWID;
CREATE VIRTUAL TABLE words USING fts5 (
  title, code, outcomes, content = '', tokenize = 'unicode61 remove_diacritics 2', prefix = '2 3'
);
CREATE TABLE organisation (
  id INTEGER PRIMARY KEY, iri TEXT NOT NULL, kind TEXT NOT NULL, homepage TEXT NOT NULL, words TEXT NOT NULL
);
CREATE TABLE organisation_text (
  organisation INTEGER, name TEXT, language TEXT, text TEXT NOT NULL,
  PRIMARY KEY (organisation, name, language)
) WITHOUT ROWID;
CREATE TABLE entity (iri TEXT PRIMARY KEY, kind TEXT NOT NULL, digest TEXT NOT NULL) WITHOUT ROWID;
