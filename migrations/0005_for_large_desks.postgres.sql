-- Here one row that every opening changes would make concurrent openings repeat each other, so it is added up.
CREATE VIEW technician_loads (assignee_id, n) AS
SELECT assignee_id, CAST(sum(n) AS BIGINT) FROM open_counts GROUP BY assignee_id;
