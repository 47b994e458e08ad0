-- Whatever a ticket's page tells about its mails, in one place: they lie far apart otherwise. PostgreSQL takes index
-- rows of 2,704 bytes; name, address and error together are kept well below.
DROP INDEX outbox_ticket;
CREATE INDEX outbox_ticket ON outbox
    (ticket_id, id, ticket_message_id, to_name, to_address, reason, state, sent_at, last_error);

-- The history of a ticket passes over what was said in it without reading those rows.
DROP INDEX events_object;
CREATE INDEX events_object ON events (object, object_id, id, verb);
