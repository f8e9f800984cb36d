-- What must happen after a commit, written in the same transaction. The relay
-- delivers each event at least once.
CREATE TABLE IF NOT EXISTS pw_outbox
(
	event_id    BINARY(16)        NOT NULL COMMENT 'random; consumers drop an event that they know already',
	user_id     VARBINARY(64)     NOT NULL COMMENT 'immutable id of the account',
	kind        VARBINARY(32)     NOT NULL COMMENT 'what happened, for example PASSWORD_CHANGED',
	payload     VARBINARY(1024)   NOT NULL DEFAULT '' COMMENT 'bytes; the first one is the version of their format',
	created_us  BIGINT UNSIGNED   NOT NULL COMMENT 'microseconds since 1970 UTC',
	attempts    INT UNSIGNED      NOT NULL DEFAULT 0 COMMENT 'deliveries begun',
	next_try_us BIGINT UNSIGNED   NOT NULL DEFAULT 0 COMMENT 'not to be tried before; also the end of the lease of the relay at work on it',
	done_us     BIGINT UNSIGNED   NULL COMMENT 'when it was delivered; NULL until then',
	PRIMARY KEY (event_id),
	KEY due (done_us, next_try_us, created_us)
)
ENGINE=InnoDB COMMENT='AuthPlug: events to deliver';
