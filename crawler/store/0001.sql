-- Schema 1. Times are ISO 8601 UTC text with microseconds, so that they sort as text.

CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;

-- Allocates the numbers of the change log; AUTOINCREMENT so that none is ever given twice.
CREATE TABLE sequence (seq INTEGER PRIMARY KEY AUTOINCREMENT) STRICT;

CREATE TABLE documents (
    id TEXT PRIMARY KEY,
    seq INTEGER NOT NULL UNIQUE,
    version INTEGER NOT NULL,
    source TEXT NOT NULL,
    canonical_url TEXT NOT NULL,
    content_hash TEXT NOT NULL,
    first_seen_at TEXT NOT NULL,
    published_at TEXT,
    first_pass INTEGER NOT NULL,
    mentioned INTEGER NOT NULL,
    gone_at TEXT,
    gone_status INTEGER,
    body TEXT NOT NULL
) STRICT;
CREATE INDEX documents_by_date ON documents (coalesce(published_at, first_seen_at));

CREATE TABLE tombstones (
    id TEXT PRIMARY KEY,
    seq INTEGER NOT NULL UNIQUE,
    version INTEGER NOT NULL,
    canonical_url TEXT NOT NULL,
    reason TEXT NOT NULL,
    at TEXT NOT NULL
) STRICT;

-- Every address under which an article is known.
CREATE TABLE addresses (
    url TEXT PRIMARY KEY,
    document_id TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX addresses_by_document ON addresses (document_id);

-- One row a revision; title and text only once it has been superseded (the current ones are the document's).
CREATE TABLE revisions (
    document_id TEXT NOT NULL,
    revision INTEGER NOT NULL,
    cause TEXT NOT NULL,
    fetched_at TEXT NOT NULL,
    title TEXT,
    text TEXT,
    provenance TEXT NOT NULL,
    PRIMARY KEY (document_id, revision)
) STRICT, WITHOUT ROWID;

CREATE TABLE sources (
    name TEXT PRIMARY KEY,
    last_run TEXT,
    last_success TEXT,
    last_new TEXT,
    passes INTEGER NOT NULL DEFAULT 0,
    failures_in_a_row INTEGER NOT NULL DEFAULT 0,
    last_error TEXT,
    next_due TEXT
) STRICT;

CREATE TABLE validators (
    source TEXT NOT NULL,
    url TEXT NOT NULL,
    etag TEXT,
    last_modified TEXT,
    PRIMARY KEY (source, url)
) STRICT, WITHOUT ROWID;

-- Every URL ever announced. A URL is settled when its outcome is committed, never when it is queued.
CREATE TABLE entries (
    url TEXT PRIMARY KEY,
    source TEXT NOT NULL,
    found_at TEXT NOT NULL,
    found_in TEXT NOT NULL,
    first_pass INTEGER NOT NULL,
    fingerprint TEXT NOT NULL,
    entry TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('pending', 'done', 'failed', 'skipped')),
    attempts INTEGER NOT NULL DEFAULT 0,
    not_before TEXT,
    kind TEXT,
    document_id TEXT,
    etag TEXT,
    last_modified TEXT,
    checks INTEGER NOT NULL DEFAULT 0,
    check_at TEXT
) STRICT;
CREATE INDEX entries_pending ON entries (source, found_at) WHERE state = 'pending';
CREATE INDEX entries_to_check ON entries (source, check_at) WHERE check_at IS NOT NULL;

CREATE TABLE events (
    id INTEGER PRIMARY KEY,
    url TEXT NOT NULL,
    at TEXT NOT NULL,
    stage TEXT NOT NULL,
    outcome TEXT NOT NULL,
    detail TEXT NOT NULL
) STRICT;
CREATE INDEX events_by_url ON events (url);

CREATE TABLE cursors (
    consumer TEXT PRIMARY KEY,
    epoch TEXT NOT NULL,
    seq INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE dead (
    consumer TEXT NOT NULL,
    document_id TEXT NOT NULL,
    seq INTEGER NOT NULL,
    reason TEXT NOT NULL,
    at TEXT NOT NULL,
    PRIMARY KEY (consumer, document_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE document_texts (
    text_hash TEXT NOT NULL,
    document_id TEXT NOT NULL,
    PRIMARY KEY (text_hash, document_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX document_texts_by_document ON document_texts (document_id);

-- The translation memory. `model` names code and version, as does a pivot of two.
CREATE TABLE translations (
    text_hash TEXT NOT NULL,
    source TEXT NOT NULL,
    target TEXT NOT NULL,
    model TEXT NOT NULL,
    engine TEXT NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('done', 'failed')),
    text TEXT,
    reason TEXT,
    at TEXT NOT NULL,
    PRIMARY KEY (text_hash, source, target, model)
) STRICT, WITHOUT ROWID;

CREATE TABLE translation_queue (
    text_hash TEXT NOT NULL,
    source TEXT NOT NULL,
    target TEXT NOT NULL,
    text TEXT NOT NULL,
    priority INTEGER NOT NULL,
    added_at TEXT NOT NULL,
    PRIMARY KEY (text_hash, source, target)
) STRICT, WITHOUT ROWID;
CREATE INDEX translation_queue_order ON translation_queue (target, source, priority, added_at);

-- What has been told: one row per alert entry, topic and story, whatever happens to its messages.
CREATE TABLE alerts (
    alert TEXT NOT NULL,
    topic TEXT NOT NULL,
    story_id TEXT NOT NULL,
    document_id TEXT NOT NULL,
    created_at TEXT NOT NULL,
    PRIMARY KEY (alert, topic, story_id)
) STRICT, WITHOUT ROWID;

-- One message to one receiver. A receiver is kept as a digest: its URL may hold a password. Messages with the
-- same `summary`, the id of one of them, are sent as one.
CREATE TABLE outbox (
    id INTEGER PRIMARY KEY,
    alert TEXT NOT NULL,
    receiver TEXT NOT NULL,
    topic TEXT NOT NULL,
    story_id TEXT NOT NULL,
    document_id TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('held', 'pending', 'sent', 'failed')),
    created_at TEXT NOT NULL,
    attempts INTEGER NOT NULL DEFAULT 0,
    next_at TEXT,
    sent_at TEXT,
    error TEXT,
    summary INTEGER,
    UNIQUE (alert, receiver, topic, story_id)
) STRICT;
CREATE INDEX outbox_to_send ON outbox (next_at) WHERE state = 'pending';
CREATE INDEX outbox_held ON outbox (id) WHERE state = 'held';
CREATE INDEX outbox_by_summary ON outbox (summary) WHERE summary IS NOT NULL;
CREATE INDEX outbox_by_document ON outbox (document_id);

CREATE TABLE requests (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    command TEXT NOT NULL,
    args TEXT NOT NULL,
    at TEXT NOT NULL,
    finished_at TEXT,
    result TEXT
) STRICT;
