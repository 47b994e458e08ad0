-- SQLite has one writer, so a technician's total can stand in a row of its own (organization 0), which
-- every opening changes: a technician is chosen without adding up hundreds of clients.
INSERT INTO open_counts (organization_id, assignee_id, n)
SELECT 0, assignee_id, sum(n) FROM open_counts GROUP BY assignee_id;

CREATE VIEW technician_loads (assignee_id, n) AS
SELECT assignee_id, n FROM open_counts WHERE organization_id = 0;
