-- Schema 2: what each outlet, known by its host name, repeats from article to article, and how its latest
-- articles read.

CREATE TABLE outlets (
    host TEXT PRIMARY KEY,
    articles INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- `line` is a hash of its words, `sentence` whether it ends like one; `first` and `last` are numbers of the
-- outlet's articles.
CREATE TABLE outlet_lines (
    host TEXT NOT NULL,
    line INTEGER NOT NULL,
    sentence INTEGER NOT NULL,
    articles INTEGER NOT NULL,
    first INTEGER NOT NULL,
    last INTEGER NOT NULL,
    PRIMARY KEY (host, line)
) STRICT, WITHOUT ROWID;
CREATE INDEX outlet_lines_repeated ON outlet_lines (host) WHERE articles >= 5;

-- One row a page read for the first time, the latest ones of each outlet. Lengths in characters; the rest
-- says whether the page had it.
CREATE TABLE outlet_readings (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    host TEXT NOT NULL,
    at TEXT NOT NULL,
    text INTEGER NOT NULL,
    furniture INTEGER NOT NULL,
    title INTEGER NOT NULL,
    authors INTEGER NOT NULL,
    date INTEGER NOT NULL
) STRICT;
CREATE INDEX outlet_readings_by_host ON outlet_readings (host, id);
