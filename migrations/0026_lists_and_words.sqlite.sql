-- The words of the index, in their order: the words that begin so are found one by one. A prefix in a MATCH joins the lists
-- of all of them first, whole.
CREATE VIRTUAL TABLE search_words USING fts5vocab (search_tickets, instance);
