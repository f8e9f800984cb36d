-- The right to call the procedure of the password change. It runs with the
-- caller's rights on the tables, which grants-core.sql gives. Run by `grant`.
GRANT EXECUTE ON PROCEDURE @DATABASE@.pw_change TO @ACCOUNT@;
