-- The password of each account, one row an account.
--
-- A server that keeps its passwords in a table of its own may put an updatable
-- view of the name `pw` in its place beforehand: see README.md.
CREATE TABLE IF NOT EXISTS pw
(
	user_id       VARBINARY(64)     NOT NULL COMMENT 'immutable id of the account',
	hash          VARBINARY(512)    NOT NULL COMMENT 'the password hash, a PHC or crypt string',
	version       BIGINT UNSIGNED   NOT NULL DEFAULT 0 COMMENT 'number of changes so far; a rehash at login leaves it alone',
	changed_at_us BIGINT UNSIGNED   NOT NULL DEFAULT 0 COMMENT 'last change, microseconds since 1970 UTC',
	changed_by    BINARY(32)        NULL COMMENT 'SHA-256 of the id of the token that made the last change',
	change_id     BINARY(16)        NULL COMMENT 'random id of the last change, also the id of its outbox event',
	PRIMARY KEY (user_id)
)
ENGINE=InnoDB COMMENT='AuthPlug: passwords';
