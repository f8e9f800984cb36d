-- Who may sign in. The password itself is in AuthPlug's table `pw`, under the
-- decimal text of account.id.
CREATE TABLE IF NOT EXISTS account
(
	id             BIGINT UNSIGNED  NOT NULL AUTO_INCREMENT,
	login          VARBINARY(256)   NOT NULL COMMENT 'what is typed to sign in, compared as bytes',
	email          VARBINARY(256)   NOT NULL COMMENT 'where notices go',
	session_epoch  BIGINT UNSIGNED  NOT NULL DEFAULT 1 COMMENT 'a session lives while it carries the same number',
	has_2fa        TINYINT UNSIGNED NOT NULL DEFAULT 0 COMMENT '1 while a second factor is active',
	factor_changes BIGINT UNSIGNED  NOT NULL DEFAULT 0 COMMENT 'rises whenever a second factor is switched on or off',
	enabled        TINYINT UNSIGNED NOT NULL DEFAULT 1 COMMENT '0: may not sign in, and every session is dead',
	created_us     BIGINT UNSIGNED  NOT NULL COMMENT 'microseconds since 1970 UTC',
	PRIMARY KEY (id),
	UNIQUE KEY login (login)
)
ENGINE=InnoDB COMMENT='Sample auth server: accounts';
