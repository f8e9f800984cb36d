-- TOTP, RFC 6238. A secret that was set up but not yet confirmed stands beside
-- the active one, so that a reset that is never finished locks nobody out.
-- The secret is kept as it is: seal this column if others can read the database.
CREATE TABLE IF NOT EXISTS totp
(
	account_id   BIGINT UNSIGNED NOT NULL,
	secret       VARBINARY(64)   NOT NULL COMMENT 'active secret, 20 bytes; empty while TOTP is off',
	pending      VARBINARY(64)   NOT NULL COMMENT 'secret that waits for its first code; empty if there is none',
	last_step    BIGINT UNSIGNED NOT NULL DEFAULT 0 COMMENT '30 s step of the newest code that was accepted: no older one is good any more',
	completed_us BIGINT UNSIGNED NOT NULL DEFAULT 0 COMMENT 'when the active secret was confirmed, microseconds since 1970 UTC',
	PRIMARY KEY (account_id)
)
ENGINE=InnoDB COMMENT='Sample auth server: TOTP secrets';


CREATE TABLE IF NOT EXISTS recovery_code
(
	account_id BIGINT UNSIGNED NOT NULL,
	code_hash  BINARY(32)      NOT NULL COMMENT 'SHA-256 of account and code; a code has 80 random bits',
	created_us BIGINT UNSIGNED NOT NULL COMMENT 'microseconds since 1970 UTC',
	used_us    BIGINT UNSIGNED NOT NULL DEFAULT 0 COMMENT '0 while it is good',
	PRIMARY KEY (account_id, code_hash)
)
ENGINE=InnoDB COMMENT='Sample auth server: recovery codes';
