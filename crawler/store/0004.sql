-- Schema 4: documents that were removed for their age; `pruned` tells them from those that were forgotten.
ALTER TABLE tombstones ADD COLUMN pruned INTEGER NOT NULL DEFAULT 0;
