-- The change log. Steps, entries and things are only ever added; a thing's row says where it stands.
CREATE TABLE step (
  number INTEGER PRIMARY KEY, release TEXT NOT NULL, time INTEGER NOT NULL,
  first INTEGER NOT NULL, last INTEGER NOT NULL, counts TEXT NOT NULL
);
-- digest is NULL while the register says nothing of the thing; last and touched are numbers of entries.
CREATE TABLE thing (
  id INTEGER PRIMARY KEY, iri TEXT NOT NULL UNIQUE, kind TEXT NOT NULL, digest BLOB,
  last INTEGER NOT NULL DEFAULT 0, touched INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX thing_touched ON thing (kind, touched, iri);
-- content is the thing's sorted N-Quads, compressed by zstd; NULL for a removal.
CREATE TABLE entry (
  number INTEGER PRIMARY KEY, step INTEGER NOT NULL, thing INTEGER NOT NULL, operation TEXT NOT NULL,
  digest BLOB NOT NULL, content BLOB
);
CREATE INDEX entry_thing ON entry (thing, number);
-- The content of source says that part belongs to whole.
CREATE TABLE part (
  source INTEGER, part INTEGER, whole INTEGER, PRIMARY KEY (source, part, whole)
) WITHOUT ROWID;
CREATE INDEX part_whole ON part (whole, part);
CREATE INDEX part_part ON part (part, whole);
CREATE TABLE facet (
  thing INTEGER, name TEXT, value TEXT, PRIMARY KEY (thing, name, value)
) WITHOUT ROWID;
CREATE INDEX facet_value ON facet (name, value, thing);
