-- One row a sign-in. Tokens are signed and carry the session's id; what they
-- are worth is decided here.
CREATE TABLE IF NOT EXISTS session
(
	id                  BINARY(16)       NOT NULL COMMENT 'random',
	account_id          BIGINT UNSIGNED  NOT NULL,
	epoch               BIGINT UNSIGNED  NOT NULL COMMENT 'account.session_epoch as it was before the password was checked',
	is_partial          TINYINT UNSIGNED NOT NULL COMMENT '1 until the second factor was shown',
	uses                BIGINT UNSIGNED  NOT NULL DEFAULT 0 COMMENT 'changes only so that whoever depends on the session conflicts with who ends it',
	refresh_id          BINARY(16)       NOT NULL COMMENT 'id of the newest refresh token',
	previous_refresh_id BINARY(16)       NOT NULL COMMENT 'id of the one before; good for a short grace',
	rotated_us          BIGINT UNSIGNED  NOT NULL COMMENT 'when the newest one was made, microseconds since 1970 UTC',
	created_us          BIGINT UNSIGNED  NOT NULL,
	last_use_us         BIGINT UNSIGNED  NOT NULL COMMENT 'last access token',
	ended_us            BIGINT UNSIGNED  NOT NULL DEFAULT 0 COMMENT '0 while it lives',
	PRIMARY KEY (id),
	KEY of_account (account_id, ended_us),
	KEY by_age (rotated_us)
)
ENGINE=InnoDB COMMENT='Sample auth server: sessions';
