"""The tables of ``project.sqlite``, as numbered steps from an empty file to today's form.

A step that was ever released is never edited; a change is a new step, and a sample project of
the version before it goes into ``tests/assets/projects``.

Heavy and light columns lie apart: ``documents`` is what lists, filters and decisions touch (some
50 bytes a row), ``texts`` is what one page reads. Ids run from 1 without a gap. The setting
``horizon`` is the last id anyone sees: what lies beyond it is an import that goes on, was
cancelled, died, or is undone.
"""

from __future__ import annotations

APPLICATION_ID = 0x554C4D46  # "ULMF": what tells our file from any other SQLite file

_VERSION_1 = (
    "CREATE TABLE settings (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID",
    """CREATE TABLE labels (
        id INTEGER PRIMARY KEY,
        name TEXT NOT NULL UNIQUE,
        colour TEXT NOT NULL,
        shortcut TEXT UNIQUE,
        position INTEGER NOT NULL)""",
    """CREATE TABLE imports (
        id INTEGER PRIMARY KEY,
        source TEXT NOT NULL,
        at REAL NOT NULL,
        first_id INTEGER NOT NULL,
        last_id INTEGER,
        n_rejected INTEGER NOT NULL DEFAULT 0,
        n_duplicates INTEGER NOT NULL DEFAULT 0,
        n_test INTEGER NOT NULL DEFAULT 0,
        test_fraction REAL NOT NULL,
        seed INTEGER NOT NULL)""",
    """CREATE TABLE rejected_rows (
        id INTEGER PRIMARY KEY,
        import_id INTEGER NOT NULL REFERENCES imports (id),
        source TEXT NOT NULL,
        row INTEGER NOT NULL,
        reason TEXT NOT NULL)""",
    "CREATE INDEX rejected_rows_by_import ON rejected_rows (import_id)",
    """CREATE TABLE sources (
        id INTEGER PRIMARY KEY,
        import_id INTEGER NOT NULL REFERENCES imports (id),
        name TEXT NOT NULL)""",
    "CREATE INDEX sources_by_import ON sources (import_id)",
    """CREATE TABLE documents (
        id INTEGER PRIMARY KEY,
        duplicate_key INTEGER NOT NULL,
        duplicate_of INTEGER,
        n_characters INTEGER NOT NULL,
        is_test INTEGER NOT NULL DEFAULT 0,
        status INTEGER NOT NULL DEFAULT 0,
        flagged INTEGER NOT NULL DEFAULT 0,
        note TEXT NOT NULL DEFAULT '',
        decided_at REAL,
        origin TEXT)""",
    "CREATE INDEX documents_by_duplicate_key ON documents (duplicate_key)",
    # In the order of the ids and with all that the queue asks for: a million rows count at once.
    "CREATE INDEX documents_by_status ON documents (status, id, is_test, duplicate_of)",
    "CREATE INDEX documents_flagged ON documents (flagged) WHERE flagged = 1",
    "CREATE INDEX documents_in_test_set ON documents (is_test, id, status) WHERE is_test = 1",
    "CREATE INDEX documents_repeated ON documents (id) WHERE duplicate_of IS NOT NULL",
    """CREATE TABLE texts (
        id INTEGER PRIMARY KEY,
        text TEXT NOT NULL,
        external_id TEXT NOT NULL,
        source_id INTEGER NOT NULL,
        row INTEGER NOT NULL)""",
    # Marks count as letters: without them the words of Hindi and its neighbours fall apart.
    """CREATE VIRTUAL TABLE search USING fts5 (
        text, content = 'texts', content_rowid = 'id',
        tokenize = "unicode61 remove_diacritics 2 categories 'L* M* N* Co'")""",
    """CREATE TABLE annotations (
        document_id INTEGER NOT NULL REFERENCES documents (id),
        label_id INTEGER NOT NULL REFERENCES labels (id),
        PRIMARY KEY (document_id, label_id)) WITHOUT ROWID""",
    "CREATE INDEX annotations_by_label ON annotations (label_id, document_id)",
    """CREATE TABLE arriving_labels (
        document_id INTEGER NOT NULL,
        name_id INTEGER NOT NULL,
        PRIMARY KEY (document_id, name_id)) WITHOUT ROWID""",
    """CREATE TABLE commands (
        id INTEGER PRIMARY KEY,
        kind TEXT NOT NULL,
        details TEXT NOT NULL,
        at REAL NOT NULL,
        document_id INTEGER,
        n_documents INTEGER NOT NULL,
        undone INTEGER NOT NULL DEFAULT 0,
        snapshot_id INTEGER NOT NULL REFERENCES snapshots (id))""",
    """CREATE INDEX commands_by_snapshot ON commands (snapshot_id)""",
    "CREATE INDEX commands_undone ON commands (undone)",
    "CREATE TABLE snapshots (id INTEGER PRIMARY KEY, has_scheme INTEGER NOT NULL)",
    """CREATE TABLE snapshot_documents (
        snapshot_id INTEGER NOT NULL REFERENCES snapshots (id),
        document_id INTEGER NOT NULL,
        status INTEGER NOT NULL,
        flagged INTEGER NOT NULL,
        note TEXT NOT NULL,
        decided_at REAL,
        origin TEXT,
        PRIMARY KEY (snapshot_id, document_id)) WITHOUT ROWID""",
    """CREATE TABLE snapshot_annotations (
        snapshot_id INTEGER NOT NULL REFERENCES snapshots (id),
        document_id INTEGER NOT NULL,
        label_id INTEGER NOT NULL,
        PRIMARY KEY (snapshot_id, document_id, label_id)) WITHOUT ROWID""",
    """CREATE TABLE snapshot_labels (
        snapshot_id INTEGER NOT NULL REFERENCES snapshots (id),
        id INTEGER NOT NULL,
        name TEXT NOT NULL,
        colour TEXT NOT NULL,
        shortcut TEXT,
        position INTEGER NOT NULL,
        PRIMARY KEY (snapshot_id, id)) WITHOUT ROWID""",
    """CREATE TABLE snapshot_settings (
        snapshot_id INTEGER NOT NULL REFERENCES snapshots (id),
        name TEXT NOT NULL,
        value TEXT NOT NULL,
        PRIMARY KEY (snapshot_id, name)) WITHOUT ROWID""",
    """CREATE TABLE runs (
        folder TEXT PRIMARY KEY,
        name TEXT NOT NULL DEFAULT '',
        pinned INTEGER NOT NULL DEFAULT 0,
        note TEXT NOT NULL DEFAULT '') WITHOUT ROWID""",
    "INSERT INTO settings VALUES ('horizon', '0'), ('name', ''), ('task', 'single')",
)

# What came beside a text, as a JSON list of cells, one for each of its import's kept columns.
_VERSION_2 = (
    """CREATE TABLE kept_columns (
        import_id INTEGER NOT NULL REFERENCES imports (id),
        place INTEGER NOT NULL,
        name TEXT NOT NULL,
        PRIMARY KEY (import_id, place)) WITHOUT ROWID""",
    "CREATE TABLE kept_cells (document_id INTEGER PRIMARY KEY, cells TEXT NOT NULL)",
)

# What a label means, in the words of whoever made it.
_VERSION_3 = tuple(
    f"ALTER TABLE {table} ADD COLUMN definition TEXT NOT NULL DEFAULT ''"
    for table in ("labels", "snapshot_labels")
)

# The index has words as ``folding`` has them; SQLite folds Latin letters alone. Its content is
# still said to be ``texts``, though only the index's own 'rebuild' would read it from there.
_VERSION_4 = (
    "INSERT INTO search (search) VALUES ('delete-all')",
    "INSERT INTO search (rowid, text) SELECT id, folded(CAST(text AS BLOB)) FROM texts",
)

# MIGRATIONS[n] leads from version n to version n + 1.
MIGRATIONS: tuple[tuple[str, ...], ...] = (_VERSION_1, _VERSION_2, _VERSION_3, _VERSION_4)
SCHEMA_VERSION = len(MIGRATIONS)
