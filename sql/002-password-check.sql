-- The guess limit: how many password checks were reserved, for each account
-- and purpose (`change`, `login`). A row is made by the first check.
CREATE TABLE IF NOT EXISTS pw_check
(
	user_id    VARBINARY(64)     NOT NULL COMMENT 'immutable id of the account',
	purpose    VARBINARY(16)     NOT NULL COMMENT 'which budget: change or login',
	seq        BIGINT UNSIGNED   NOT NULL DEFAULT 0 COMMENT 'reservations ever; never goes down',
	base       BIGINT UNSIGNED   NOT NULL DEFAULT 0 COMMENT 'seq of the last success',
	used       SMALLINT UNSIGNED NOT NULL DEFAULT 0 COMMENT 'reservations in the current window',
	free_at_us BIGINT UNSIGNED   NOT NULL DEFAULT 0 COMMENT 'end of the current window, microseconds since 1970 UTC',
	PRIMARY KEY (user_id, purpose)
)
ENGINE=InnoDB COMMENT='AuthPlug: guess limit';
