-- The rights of the server's account on AuthPlug's own tables: these columns
-- and nothing else, no DDL. Run by `grant`, which puts in @DATABASE@ and
-- @ACCOUNT@ (already quoted).

-- Passwords: read and replaced. Rows are made by the server's registration,
-- under an account of its own.
GRANT SELECT (user_id, hash, version, changed_at_us, changed_by, change_id),
	UPDATE (hash, version, changed_at_us, changed_by, change_id)
	ON @DATABASE@.pw TO @ACCOUNT@;

-- Guess limit: rows are made by the first check; no row is ever deleted.
GRANT SELECT (user_id, purpose, seq, base, used, free_at_us),
	INSERT (user_id, purpose),
	UPDATE (seq, base, used, free_at_us)
	ON @DATABASE@.pw_check TO @ACCOUNT@;

-- Outbox: written with a change; delivered and, after the retention, deleted by
-- the relay.
GRANT SELECT (event_id, user_id, kind, payload, created_us, attempts, next_try_us, done_us),
	INSERT (event_id, user_id, kind, payload, created_us),
	UPDATE (attempts, next_try_us, done_us),
	DELETE
	ON @DATABASE@.pw_outbox TO @ACCOUNT@;
