# shellcheck shell=bash
#
# walk-through.sh
#
# The story of a password change, told by real HTTP requests. Status, headers
# and body of every answer are compared with the literals below. Sourced after
# common.sh, exchange.sh and state.sh, never run.
#
# SPDX-License-Identifier: BSL-1.0


readonly ROUTE=/user/password/old-password

# Marks every password of a test run, so that it can be searched for in logs.
readonly MARK=${AUTHPLUG_CANARY:+-$AUTHPLUG_CANARY}
readonly PASSWORD_1="Old-password$MARK-1"
readonly PASSWORD_2="New-password$MARK-2"
readonly PASSWORD_3="Newer-password$MARK-3"
readonly PASSWORD_WRONG="Wrong-password$MARK-0"

# What every answer carries. `<…>` stands for a part that differs each time;
# expect_answer checks its form.
readonly HEADERS_JSON='Cache-Control: no-store
Content-Type: application/json; charset=utf-8
X-Content-Type-Options: nosniff'
readonly HEADERS_TOKEN='Cache-Control: no-store
Content-Type: text/plain; charset=utf-8
X-Content-Type-Options: nosniff'
readonly HEADERS_LOGIN="$HEADERS_TOKEN
X-Auth-Token-Kind: refresh"
readonly HEADERS_401="$HEADERS_JSON
WWW-Authenticate: Bearer"
readonly HEADERS_401_TOKEN="$HEADERS_JSON
WWW-Authenticate: Bearer error=\"invalid_token\""
readonly HEADERS_401_SUDO="$HEADERS_JSON
WWW-Authenticate: Bearer error=\"insufficient_user_authentication\", max_age=300"
readonly HEADERS_429="$HEADERS_JSON
Retry-After: <seconds>"


# Usage: error_body STATUS ERROR MESSAGE
error_body()
{
	printf '{"statusCode":%d,"error":"%s","message":"%s"}' "$1" "$2" "$3"
}


login_body()
{
	printf '{"username":"%s","password":"%s"}' "$1" "$2"
}


change_body()
{
	printf '{"oldPassword":"%s","newPassword":"%s"}' "$1" "$2"
}


# Usage: walk_through STATE; needs SERVER_URL, two new users in USER_A and
# USER_B whose password is PASSWORD_1, and take_plugin_out / put_plugin_back.
walk_through()
{
	walk_sign_in
	walk_refusals
	walk_change
	walk_two_factor
	walk_hot_loading "$1"
	walk_guess_limit
	end_of_steps
}


walk_sign_in()
{
	chapter "Signing in"

	step "login" "A user signs in with name and password and gets a refresh token, good for 14 days."
	request POST /auth/login --json "$(login_body "$USER_A" "$PASSWORD_1")"
	expect_answer 200 "$HEADERS_LOGIN" "<token>"
	REFRESH_A=$ANSWER_BODY

	step "access token" "The refresh token is exchanged for an access token, proof of identity for 5 minutes."
	request GET /auth/accesstoken --token "$REFRESH_A"
	expect_answer 200 "$HEADERS_TOKEN" "<token>"
	ACCESS_A=$ANSWER_BODY

	step "login on a second device" "The same user signs in elsewhere: a session of its own, which will be of interest later."
	request POST /auth/login --json "$(login_body "$USER_A" "$PASSWORD_1")"
	expect_answer 200 "$HEADERS_LOGIN" "<token>"
	REFRESH_OTHER=$ANSWER_BODY
}


walk_refusals()
{
	chapter "What is refused"

	step "no token" "Without a token nothing is looked at, not even the passwords."
	request PUT "$ROUTE" --json "$(change_body "$PASSWORD_1" "$PASSWORD_2")"
	expect_answer 401 "$HEADERS_401" "$(error_body 401 Unauthorized NO_TOKEN_PROVIDED)"

	step "weak password" "The new password must hold an upper-case letter, among other things. This costs no attempt."
	request PUT "$ROUTE" --token "$ACCESS_A" --json "$(change_body "$PASSWORD_1" "new-password$MARK-2")"
	expect_answer 400 "$HEADERS_JSON" "$(error_body 400 'Bad Request' 'Password must contain at least one uppercase character')"

	step "wrong old password" "A wrong old password is charged to the account's guess limit before it is even checked."
	request PUT "$ROUTE" --token "$ACCESS_A" --json "$(change_body "$PASSWORD_WRONG" "$PASSWORD_2")"
	expect_answer 401 "$HEADERS_401" "$(error_body 401 Unauthorized PASSWORD_INCORRECT)"
}


walk_change()
{
	chapter "The change"

	step "password changed" "The right old password and a good new one: done. The answer's body is the JSON value null."
	request PUT "$ROUTE" --token "$ACCESS_A" --json "$(change_body "$PASSWORD_1" "$PASSWORD_2")"
	expect_answer 200 "$HEADERS_JSON" "null"

	step "same request again" "A client that lost the answer may send the request again: 200, and nothing is changed twice."
	request PUT "$ROUTE" --token "$ACCESS_A" --json "$(change_body "$PASSWORD_1" "$PASSWORD_2")"
	expect_answer 200 "$HEADERS_JSON" "null"

	step "second device signed out" "The change ended the user's other sessions: the second device's refresh token is dead."
	request GET /auth/accesstoken --token "$REFRESH_OTHER"
	expect_answer 401 "$HEADERS_401_TOKEN" "$(error_body 401 Unauthorized INVALID_TOKEN)"

	step "login with the new password" "The new password opens the door."
	request POST /auth/login --json "$(login_body "$USER_A" "$PASSWORD_2")"
	expect_answer 200 "$HEADERS_LOGIN" "<token>"
	REFRESH_OTHER=$ANSWER_BODY

	step "login with the old password" "The old one doesn't any more."
	request POST /auth/login --json "$(login_body "$USER_A" "$PASSWORD_1")"
	expect_answer 401 "$HEADERS_401" "$(error_body 401 Unauthorized PASSWORD_INCORRECT)"
}


walk_two_factor()
{
	chapter "With a second factor"

	step "TOTP set up" "The server makes a secret for an authenticator app. It isn't active yet."
	request POST /user/2fa/totp/setup --token "$ACCESS_A" --json '{}'
	expect_answer 200 "$HEADERS_JSON" '{"url":"otpauth://totp/<label>?issuer=<label>&secret=<base32>&algorithm=SHA1&digits=6&period=30"}'
	TOTP_SECRET=$(sed -n 's/.*[?&]secret=\([A-Z2-7]*\).*/\1/p' <<<"$ANSWER_BODY")
	remember_secret "$TOTP_SECRET"

	step "TOTP switched on" "A first code proves that the app has the secret; ten recovery codes come back."
	request POST /user/2fa/totp/enable --token "$ACCESS_A" --json "{\"totp\":\"$(totp_code code)\"}"
	expect_answer 200 "$HEADERS_JSON" '{"recoveryCodes":[<recovery codes>]}'

	step "access token no longer enough" "From now on, this minute and for old tokens too, an access token does not change the password."
	request PUT "$ROUTE" --token "$ACCESS_A" --json "$(change_body "$PASSWORD_2" "$PASSWORD_3")"
	expect_answer 401 "$HEADERS_401_SUDO" "$(error_body 401 Unauthorized SUDO_TOKEN_REQUIRED)"

	note "A code is good for one use, so the next one has to wait for the next step of 30 seconds."
	step "TOTP checked" "A fresh code gives a sudo token: proof of presence, good for 5 minutes."
	request POST /user/2fa/totp/authenticate --token "$ACCESS_A" --json "{\"totp\":\"$(totp_code wait)\"}"
	expect_answer 200 "$HEADERS_JSON" '{"sudoToken":"<token>"}'
	SUDO_A=$(sed -n 's/.*"sudoToken":"\([^"]*\)".*/\1/p' <<<"$ANSWER_BODY")
	remember_secret "$SUDO_A"

	step "change with the sudo token" "Old password and presence proven: changed."
	request PUT "$ROUTE" --token "$SUDO_A" --json "$(change_body "$PASSWORD_2" "$PASSWORD_3")"
	expect_answer 200 "$HEADERS_JSON" "null"

	step "other sessions ended" "The session that had signed in with the previous password is ended."
	request GET /auth/accesstoken --token "$REFRESH_OTHER"
	expect_answer 401 "$HEADERS_401_TOKEN" "$(error_body 401 Unauthorized INVALID_TOKEN)"

	step "own session kept" "The session that made the change stays signed in."
	request GET /auth/accesstoken --token "$REFRESH_A"
	expect_answer 200 "$HEADERS_TOKEN" "<token>"
}


walk_hot_loading()
{
	local state=$1
	chapter "Hot loading"

	note "\$ mv $state/plugins.d/$PLUGIN_FILE $state/taken-out/"
	take_plugin_out "$state"
	wait_for_route 404
	step "plugin taken out" "Its file is gone from plugins.d, and the running server has dropped the route."
	request PUT "$ROUTE" --json "$(change_body "$PASSWORD_1" "$PASSWORD_2")"
	expect_answer 404 "$HEADERS_JSON" "$(error_body 404 'Not Found' 'Not Found')"

	note "\$ mv $state/taken-out/$PLUGIN_FILE $state/plugins.d/"
	put_plugin_back "$state"
	wait_for_route 401
	step "plugin put back" "The file is back, and the route is live again."
	request PUT "$ROUTE" --json "$(change_body "$PASSWORD_1" "$PASSWORD_2")"
	expect_answer 401 "$HEADERS_401" "$(error_body 401 Unauthorized NO_TOKEN_PROVIDED)"
}


walk_guess_limit()
{
	local guess
	chapter "Guessing"

	step "second user signs in" "Somebody has got hold of an unlocked browser of another user."
	request POST /auth/login --json "$(login_body "$USER_B" "$PASSWORD_1")"
	expect_answer 200 "$HEADERS_LOGIN" "<token>"
	REFRESH_B=$ANSWER_BODY

	step "second user's access token" "The browser gets its access token, as always."
	request GET /auth/accesstoken --token "$REFRESH_B"
	expect_answer 200 "$HEADERS_TOKEN" "<token>"
	ACCESS_B=$ANSWER_BODY

	for guess in 1 2 3 4 5
	do
		step "guess $guess of 5" "A guess at the old password."
		request PUT "$ROUTE" --token "$ACCESS_B" --json "$(change_body "Guess-number$MARK-$guess" "$PASSWORD_2")"
		expect_answer 401 "$HEADERS_401" "$(error_body 401 Unauthorized PASSWORD_INCORRECT)"
	done

	step "locked" "The limit is five. The answer says after how many seconds the next attempt is accepted."
	request PUT "$ROUTE" --token "$ACCESS_B" --json "$(change_body "Guess-number$MARK-6" "$PASSWORD_2")"
	expect_answer 429 "$HEADERS_429" '{"statusCode":429,"error":"Too many requests","message":"TOO_MANY_FAILED_PASSWORD_CHECKS","retryAfter":<seconds>}'

	step "locked for the right password too" "While locked, right and wrong look the same, and no hash is computed."
	request PUT "$ROUTE" --token "$ACCESS_B" --json "$(change_body "$PASSWORD_1" "$PASSWORD_2")"
	expect_answer 429 "$HEADERS_429" '{"statusCode":429,"error":"Too many requests","message":"TOO_MANY_FAILED_PASSWORD_CHECKS","retryAfter":<seconds>}'
}
