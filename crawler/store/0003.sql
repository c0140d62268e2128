-- Schema 3: which sentence of a translation is which of the original, and what people say of translations.

-- JSON: [[start, end, translated_start, translated_end], …] in code points; NULL where that was not kept.
ALTER TABLE translations ADD COLUMN sentences TEXT;
CREATE INDEX translations_by_time ON translations (at);
CREATE INDEX translations_by_model ON translations (source, target, model, status);

-- Documents of which a translation has changed since they were last matched and indexed.
CREATE TABLE retranslated (
    document_id TEXT PRIMARY KEY
) STRICT, WITHOUT ROWID;

-- All that was ever said, as history; of a text and target the last row counts, until it is taken back.
CREATE TABLE corrections (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    text_hash TEXT NOT NULL,
    target TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('rejected', 'fixed', 'undone')),
    text TEXT,
    reason TEXT,
    at TEXT NOT NULL
) STRICT;
CREATE INDEX corrections_by_text ON corrections (text_hash, target, id);
