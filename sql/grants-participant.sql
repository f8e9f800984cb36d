-- The rights that a host's ChangeParticipant needs in the same transaction, on
-- the host's own tables. This is the sample auth server's: it raises the session
-- epoch of the account and carries the caller's session over. Replace it with
-- the columns of your own statements, and no others. Run by `grant`.
GRANT SELECT (id, session_epoch, has_2fa, enabled),
	UPDATE (session_epoch)
	ON @DATABASE@.account TO @ACCOUNT@;
GRANT SELECT (id, account_id, epoch, is_partial, uses, ended_us),
	UPDATE (epoch, uses)
	ON @DATABASE@.session TO @ACCOUNT@;
