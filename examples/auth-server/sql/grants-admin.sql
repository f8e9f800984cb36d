-- The rights of the account that auth-server-admin uses: it adds users and
-- removes old sessions. Run by `grant`, as grants-server.sql.
GRANT SELECT (id, login, email, session_epoch, has_2fa, enabled),
	INSERT (login, email, created_us)
	ON @DATABASE@.account TO @ACCOUNT@;
GRANT INSERT (user_id, hash)
	ON @DATABASE@.pw TO @ACCOUNT@;
GRANT SELECT (rotated_us), DELETE
	ON @DATABASE@.session TO @ACCOUNT@;
