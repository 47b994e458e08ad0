-- One row a ticket, its rowid; the analyser is ours, so the tokenizer only splits.
-- `scope` holds who may see it (zorg12, zreq34), so that a scoped search stays fast.
CREATE VIRTUAL TABLE search_tickets USING fts5 (
    public, internal, scope,
    content = '', contentless_delete = 1, detail = 'column', tokenize = "unicode61 remove_diacritics 0"
);
CREATE VIRTUAL TABLE search_articles USING fts5 (
    title, body,
    content = '', contentless_delete = 1, detail = 'column', tokenize = "unicode61 remove_diacritics 0"
);
