-- The rights of the sample server's account on its own tables, beside
-- grants-core.sql and grants-participant.sql: the columns of its statements, no
-- DDL. Run by `grant`, which puts in @DATABASE@ and @ACCOUNT@ (already quoted).

-- Accounts are made by somebody else; the server switches second factors.
GRANT SELECT (id, login, email, session_epoch, has_2fa, enabled, factor_changes),
	UPDATE (has_2fa, factor_changes)
	ON @DATABASE@.account TO @ACCOUNT@;

GRANT SELECT (id, account_id, epoch, is_partial, uses, refresh_id, previous_refresh_id, rotated_us, ended_us),
	INSERT (id, account_id, epoch, is_partial, refresh_id, previous_refresh_id, rotated_us, created_us, last_use_us),
	UPDATE (is_partial, uses, refresh_id, previous_refresh_id, rotated_us, last_use_us, ended_us)
	ON @DATABASE@.session TO @ACCOUNT@;

GRANT SELECT (account_id, secret, pending, last_step, completed_us),
	INSERT (account_id, secret, pending),
	UPDATE (secret, pending, last_step, completed_us)
	ON @DATABASE@.totp TO @ACCOUNT@;

GRANT SELECT (account_id, code_hash, created_us, used_us),
	INSERT (account_id, code_hash, created_us),
	UPDATE (used_us),
	DELETE
	ON @DATABASE@.recovery_code TO @ACCOUNT@;
