CREATE TABLE search_tickets (
    ticket_id BIGINT PRIMARY KEY,
    public TSVECTOR NOT NULL,           -- with the scope words zorg12, zreq34
    internal TSVECTOR NOT NULL          -- public and internal together, for staff
);
CREATE INDEX search_tickets_public ON search_tickets USING gin (public);
CREATE INDEX search_tickets_internal ON search_tickets USING gin (internal);
CREATE TABLE search_articles (
    article_id BIGINT PRIMARY KEY,
    title TSVECTOR NOT NULL,
    body TSVECTOR NOT NULL
);
CREATE INDEX search_articles_title ON search_articles USING gin (title);
CREATE INDEX search_articles_body ON search_articles USING gin (body);
