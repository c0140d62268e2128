-- Pages as received, in a file of their own: large, and thrown away after `keep_raw`.
CREATE TABLE pages (
    url TEXT NOT NULL,
    fetched_at TEXT NOT NULL,
    document_id TEXT,
    headers TEXT NOT NULL,
    body BLOB NOT NULL,
    PRIMARY KEY (url, fetched_at)
) STRICT;
CREATE INDEX pages_by_document ON pages (document_id);
CREATE INDEX pages_by_age ON pages (fetched_at);
