-- The statements of a password change as one call: compare-and-set of the
-- password, settling of the guess limit, outbox row. They are the plugin's, but
-- for the parameters' names.
--
-- With `alone` = 1 the call is a transaction of its own, else a part of the
-- caller's. Its one row says whether the password was still the one that was
-- proven; if not, nothing is changed. The account's id comes as the type that
-- pw.user_id has, the other one is NULL. The comment is the version of all this:
-- a plugin that wants another one refuses to work with it.

DROP PROCEDURE IF EXISTS pw_change;

DELIMITER //

CREATE PROCEDURE pw_change
(
	IN alone       TINYINT UNSIGNED,
	IN new_hash    VARBINARY(512),
	IN the_token   BINARY(32),
	IN the_change  BINARY(16),
	IN id_bytes    VARBINARY(64),
	IN id_number   BIGINT UNSIGNED,
	IN the_version BIGINT UNSIGNED,
	IN old_hash    VARBINARY(512),
	IN the_user    VARBINARY(64),
	IN the_purpose VARBINARY(16),
	IN the_ordinal BIGINT UNSIGNED,
	IN the_kind    VARBINARY(32),
	IN the_payload VARBINARY(1024)
)
MODIFIES SQL DATA SQL SECURITY INVOKER
COMMENT 'AuthPlug pw_change 1'
BEGIN
	DECLARE applied BIGINT UNSIGNED DEFAULT 0;
	DECLARE EXIT HANDLER FOR SQLEXCEPTION
	BEGIN
		IF alone THEN ROLLBACK; END IF;
		RESIGNAL;
	END;

	IF alone THEN START TRANSACTION; END IF;
	-- Two statements: a text compared with a number would match other rows.
	IF id_number IS NULL THEN
		UPDATE pw SET hash = new_hash, version = version + 1,
			changed_at_us = CAST(TIMESTAMPDIFF(MICROSECOND, '1970-01-01 00:00:00', UTC_TIMESTAMP(6)) AS UNSIGNED),
			changed_by = the_token, change_id = the_change
			WHERE user_id = id_bytes AND version = the_version AND hash = old_hash;
	ELSE
		UPDATE pw SET hash = new_hash, version = version + 1,
			changed_at_us = CAST(TIMESTAMPDIFF(MICROSECOND, '1970-01-01 00:00:00', UTC_TIMESTAMP(6)) AS UNSIGNED),
			changed_by = the_token, change_id = the_change
			WHERE user_id = id_number AND version = the_version AND hash = old_hash;
	END IF;
	SET applied = ROW_COUNT();
	IF applied = 1 THEN
		UPDATE pw_check SET used = LEAST(used, seq - GREATEST(base, the_ordinal)), base = GREATEST(base, the_ordinal)
			WHERE user_id = the_user AND purpose = the_purpose AND seq >= the_ordinal;
		INSERT INTO pw_outbox(event_id, user_id, kind, payload, created_us)
			VALUES(the_change, the_user, the_kind, the_payload,
				CAST(TIMESTAMPDIFF(MICROSECOND, '1970-01-01 00:00:00', UTC_TIMESTAMP(6)) AS UNSIGNED));
		IF alone THEN COMMIT; END IF;
	ELSEIF alone THEN
		ROLLBACK;
	END IF;
	SELECT applied;
END//

DELIMITER ;
