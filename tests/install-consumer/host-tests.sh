# shellcheck shell=bash
#
# host-tests.sh
#
# Runs the foreign server with both plugins and asks it. Sourced by run, never
# run.
#
# SPDX-License-Identifier: BSL-1.0


readonly CHANGE=/user/password/old-password
readonly WELL_KNOWN=/.well-known/change-password
readonly NOT_THERE=/.well-known/resource-that-should-not-exist-whose-status-code-should-not-be-200


host_tests()
{
	STATE=$WORK/state
	prepare_state
	check "the foreign server starts" start_host || return 0
	check "its own page is answered" answers GET / 200 || true
	check "its login uses the password core" answers GET /login 503 || true

	check "the password plugin wants a token" answers PUT $CHANGE 401 "www-authenticate: bearer" "${BODY[@]}" || true
	check "and does not take any" answers PUT $CHANGE 401 "invalid_token" "${BODY[@]}" -H 'Authorization: Bearer another' || true
	check "a good token gets as far as the database" answers PUT $CHANGE 503 "retry-after" "${BODY[@]}" -H 'Authorization: Bearer the-only-token' || true
	check "the password plugin has no other method" answers GET $CHANGE 405 "allow: put" || true

	check "the foreign plugin redirects" answers GET $WELL_KNOWN 303 "location: https://example.org/settings/password" || true
	check "its answer is not stored" answers GET $WELL_KNOWN 303 "cache-control: no-store" || true
	check "HEAD is answered as GET" answers HEAD $WELL_KNOWN 303 "location: https://example.org/settings/password" --head || true
	check "the foreign plugin has no other method" answers POST $WELL_KNOWN 405 "allow: " || true
	check "what does not exist is not 200" answers GET $NOT_THERE 404 || true

	configure_redirect "target = /settings?tab=password" "status = 302"
	check "a changed target takes effect" eventually GET $WELL_KNOWN 302 "location: /settings?tab=password" || true
	check "a target in plain text is refused" keeps_target "target = http://example.org/" "wanted https://" || true
	check "a target that is another server in disguise is refused" keeps_target "target = //example.org/" "begins with one slash" || true
	check "a target with user information is refused" keeps_target "target = https://example.org@example.net/" "no user information" || true
	check "a target that is the plugin's own path is refused" keeps_target "target = $WELL_KNOWN" "redirect to itself" || true
	check "a missing target is refused" keeps_target "status = 303" "target" || true

	check "authplugctl sees the plugins of a foreign host" controls "status" "password-change" || true
	check "and the host's own page tells the same" page_tells_the_same || true
	check "and drains one" controls "drain password-change" " drained " || true
	check "which then asks to try again later" answers PUT $CHANGE 503 "retry-after" "${BODY[@]}" || true
	check "and brings it back" controls "reload" " serving " || true
	check "authplugctl verifies the installed plugin" verifies_installed || true

	rm "$STATE/plugins.d/password-change.properties"
	check "the password plugin goes" eventually PUT $CHANGE 404 "" "${BODY[@]}" || true
	check "and the foreign one stays" answers GET $WELL_KNOWN 302 || true
	put_config password-change.properties "$PREFIX/share/authplug/conf/plugins.d/password-change.properties"
	check "the password plugin comes back" eventually PUT $CHANGE 401 "" "${BODY[@]}" || true
	check "the server stops at once" stop_host || true
}


readonly BODY=(-H 'Content-Type: application/json' --data '{"oldPassword":"Old-password-1","newPassword":"New-password-2"}')


prepare_state()
{
	mkdir -m 0700 "$STATE" "$STATE/plugins" "$STATE/plugins.d" "$STATE/run"
	cp "$(find "$PREFIX" -name authplug-password.so)" "$WORK/build/plugin/authplug-well-known.so" "$STATE/plugins/"
	put_config password-change.properties "$PREFIX/share/authplug/conf/plugins.d/password-change.properties"
	put_config well-known.properties "$WORK/source/plugin/well-known.properties"
	cat >"$STATE/host.properties" <<PROPERTIES
# No server listens there: it is looked for when it is needed.
database.socket = $STATE/mysqld.sock
database.user = nobody
database.name = nothing
plugins.config_directory = $STATE/plugins.d
plugins.directory = $STATE/plugins
plugins.run_directory = $STATE/run/plugins
plugins.poll = 0
control.socket = $STATE/control.sock
log.file = $STATE/log.jsonl
PROPERTIES
}


# Whole or not at all, as an editor or a configuration tool does it.
put_config()
{
	cp "$2" "$STATE/plugins.d/.new"
	mv "$STATE/plugins.d/.new" "$STATE/plugins.d/$1"
}


start_host()
{
	local tenths=300
	spawn "$WORK/build/consumer/foreign-host" "$STATE/host.properties" >"$STATE/output.txt" 2>&1
	HOST=$LAST_CHILD
	until PORT=$(sed -n 's/^port //p' "$STATE/output.txt") && [[ -n $PORT ]]
	do
		(( tenths-- > 0 )) && is_running "$HOST" || { cat "$STATE/output.txt" "$STATE/log.jsonl"; return 1; }
		sleep 0.1
	done
}


stop_host()
{
	local status=0
	kill -TERM "$HOST"
	wait_gone "$HOST" 20 || return 1
	wait "$HOST" || status=$?
	unset "CHILDREN[$HOST]"
	(( status == 0 )) || { echo "ended with $status"; return 1; }
}


# answers METHOD PATH STATUS [TEXT IN HEADER OR BODY] [curl option...]
answers()
{
	local method=$1 path=$2 status=$3 text=${4:-} answer
	shift $(( $# > 4 ? 4 : $# ))
	answer=$(curl -s -i --max-time 20 -X "$method" "$@" "http://127.0.0.1:$PORT$path") || { echo "curl: $?"; return 1; }
	printf '%s\n' "$answer"
	[[ $answer == "HTTP/1.1 $status "* && ${answer,,} == *"${text,,}"* ]]
}


# controls COMMAND TEXT: authplugctl says so. The last target was refused, so
# all is not well.
controls()
{
	local output status=0
	# shellcheck disable=SC2086  # these are several words
	output=$("$PREFIX/bin/authplugctl" --socket "$STATE/control.sock" $1 2>&1) || status=$?
	printf '%s\n' "$output" "status $status"
	[[ $status == 1 && $output == *"$2"* ]]
}


page_tells_the_same()
{
	local page tool
	page=$(curl -s --max-time 20 "http://127.0.0.1:$PORT/plugins")
	tool=$("$PREFIX/bin/authplugctl" --socket "$STATE/control.sock" status --json) || true
	printf '%s\n' "$page" "$tool"
	[[ -n $page && $page == "$tool" ]]
}


verifies_installed()
{
	"$PREFIX/bin/authplugctl" verify "$STATE/plugins.d/password-change.properties"
}


# As answers(), but after a reload, which takes its time.
eventually()
{
	local tenths=200
	kill -HUP "$HOST"
	until answers "$@"
	do
		(( tenths-- > 0 )) || return 1
		sleep 0.1
	done
}


# configure_redirect LINE...
configure_redirect()
{
	printf '%s\n' "library = authplug-well-known" "$@" >"$WORK/well-known.properties"
	put_config well-known.properties "$WORK/well-known.properties"
}


# keeps_target LINE REASON: the setting is refused for this reason, and what
# was there goes on.
keeps_target()
{
	local tenths=200
	: >"$STATE/log.jsonl"
	configure_redirect "$1"
	kill -HUP "$HOST"
	until grep -F "$2" "$STATE/log.jsonl"
	do
		(( tenths-- > 0 )) || { cat "$STATE/log.jsonl"; return 1; }
		sleep 0.1
	done
	answers GET $WELL_KNOWN 302 "location: /settings?tab=password"
}
