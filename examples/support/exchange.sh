# shellcheck shell=bash
#
# exchange.sh
#
# One HTTP exchange of the walk-through: the request is made, shown, and its
# answer compared. Sourced after common.sh, never run.
#
# With AUTHPLUG_STEP_REPORT a line `ok NAME` or `FAIL NAME` is added to that
# file for every step; with AUTHPLUG_SECRETS_FILE every password and token that
# was sent or received; with AUTHPLUG_EXCHANGES_FILE every exchange as a line
# of JSON.
#
# SPDX-License-Identifier: BSL-1.0


ANSWER_STATUS=
ANSWER_HEADERS=
ANSWER_BODY=
STEP_NAME=
STEPS=0
STEPS_FAILED=0

readonly TOKEN_FORM='[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+'


chapter()
{
	printf '\n%s\n%s\n' "$1" "${1//?/=}"
}


note()
{
	printf '\n%s\n' "$1"
}


step()
{
	STEP_NAME=$1
	STEPS=$((STEPS + 1))
	printf '\n%d. %s: %s\n' "$STEPS" "$1" "$2"
}


# Tokens are shown by their beginning: their middle would fill the screen.
abbreviate()
{
	sed -E "s/(eyJ[A-Za-z0-9_-]{8})[A-Za-z0-9_-]*\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+/\1…/g"
}


remember_secret()
{
	if [[ -n ${AUTHPLUG_SECRETS_FILE:-} && -n $1 ]]
	then
		printf '%s\n' "$1" >>"$AUTHPLUG_SECRETS_FILE"
	fi
}


# Makes a request and shows it with its answer.
# Usage: request METHOD PATH [--token TOKEN] [--json BODY]
request()
{
	local method=$1 path=$2 arguments=() shown body='' raw
	shift 2
	shown="$method $path HTTP/1.1"
	while (( $# > 0 ))
	do
		case $1 in
		--token)
			arguments+=(--header "Authorization: Bearer $2")
			shown+=$'\n'"Authorization: Bearer $2"
			remember_secret "$2"
			;;
		--json)
			arguments+=(--header "Content-Type: application/json" --data "$2")
			shown+=$'\n'"Content-Type: application/json"
			body=$2
			;;
		*)
			die "request: unknown argument $1"
			;;
		esac
		shift 2
	done
	[[ -n $body ]] && shown+=$'\n\n'"$body"
	printf '%s\n' "$shown" | abbreviate | sed 's/^/  > /; s/ *$//'

	raw=$(curl --disable --silent --show-error --noproxy '*' --max-time 60 --include \
		--request "$method" "${arguments[@]}" "$SERVER_URL$path" | tr -d '\r'; printf x) || true
	raw=${raw%x}
	ANSWER_HEADERS=${raw%%$'\n\n'*}
	ANSWER_BODY=${raw#*$'\n\n'}
	ANSWER_STATUS=${ANSWER_HEADERS%%$'\n'*}
	printf '%s\n' "$ANSWER_HEADERS${ANSWER_BODY:+$'\n\n'$ANSWER_BODY}" | abbreviate | sed 's/^/  < /; s/ *$//'
	if [[ $ANSWER_BODY =~ ^$TOKEN_FORM$ ]]
	then
		remember_secret "$ANSWER_BODY"
	fi
	record_exchange "$method" "$path"
}


record_exchange()
{
	[[ -n ${AUTHPLUG_EXCHANGES_FILE:-} ]] || return 0
	local headers='' line
	while IFS= read -r line
	do
		[[ $line == *:* ]] && headers+="${headers:+,}[$(json_string "${line%%:*}"),$(json_string "${line#*: }")]"
	done <<<"$ANSWER_HEADERS"
	printf '{"source":"walk-through: %s","method":"%s","path":"%s","status":%d,"headers":[%s],"body":%s}\n' \
		"$STEP_NAME" "$1" "$2" "$(cut -d ' ' -f 2 <<<"$ANSWER_STATUS")" "$headers" "$(json_string "$ANSWER_BODY")" \
		>>"$AUTHPLUG_EXCHANGES_FILE"
}


json_string()
{
	local text=${1//\\/\\\\}
	text=${text//\"/\\\"}
	text=${text//$'\n'/\\n}
	text=${text//$'\t'/\\t}
	printf '"%s"' "$text"
}


# Compares the last answer with what it has to be: the status line's number,
# all headers but those about the connection and the time, and the body.
# Usage: expect_answer STATUS HEADERS BODY
expect_answer()
{
	local status=$1 headers=$2 body=$3 faults=()
	[[ $ANSWER_STATUS == "HTTP/1.1 $(status_line "$status")" ]] || faults+=("status: wanted $(status_line "$status"), got ${ANSWER_STATUS:-none}")
	compare_headers "$headers"
	matches "$ANSWER_BODY" "$body" || faults+=("body: wanted $body")
	[[ $body == *'"retryAfter":<seconds>'* ]] && compare_retry_after

	local result=ok
	if (( ${#faults[@]} > 0 ))
	then
		result=FAIL
		STEPS_FAILED=$((STEPS_FAILED + 1))
		printf '  ! NOT AS EXPECTED: %s\n' "${faults[@]}"
	else
		printf '  as expected\n'
	fi
	if [[ -n ${AUTHPLUG_STEP_REPORT:-} ]]
	then
		printf '%s %s%s\n' "$result" "$STEP_NAME" "${faults[*]:+ (${faults[*]})}" >>"$AUTHPLUG_STEP_REPORT"
	fi
}


status_line()
{
	case $1 in
	200) echo '200 OK' ;;
	400) echo '400 Bad Request' ;;
	401) echo '401 Unauthorized' ;;
	404) echo '404 Not Found' ;;
	429) echo '429 Too Many Requests' ;;
	*) echo "$1" ;;
	esac
}


# Adds to the caller's `faults`.
compare_headers()
{
	local wanted got line
	wanted=$(sort <<<"$1")
	got=$(tail -n +2 <<<"$ANSWER_HEADERS" | grep -viE '^(Date|Content-Length|Connection|Keep-Alive):' | sort)
	while IFS= read -r line
	do
		grep -qxE -- "$(pattern_of "$line")" <<<"$got" || faults+=("header: wanted $line")
	done <<<"$wanted"
	if (( $(wc -l <<<"$got") != $(wc -l <<<"$wanted") ))
	then
		faults+=("headers: wanted only ${wanted//$'\n'/ | }, got ${got//$'\n'/ | }")
	fi
	grep -qiE '^Content-Length: [0-9]+$' <<<"$ANSWER_HEADERS" || faults+=("header: no Content-Length")
}


# The header and the member must name the same number, and it must be one that
# a lock of 15 minutes, set seconds ago, can have.
compare_retry_after()
{
	local header member
	header=$(sed -n 's/^Retry-After: //p' <<<"$ANSWER_HEADERS")
	member=$(sed -n 's/.*"retryAfter":\([0-9]*\).*/\1/p' <<<"$ANSWER_BODY")
	[[ $header == "$member" ]] || faults+=("Retry-After is $header, retryAfter $member")
	(( ${member:-0} >= 800 && ${member:-0} <= 900 )) || faults+=("retryAfter: wanted at most 900 s, got $member")
}


matches()
{
	[[ $1 =~ ^$(pattern_of "$2")$ ]]
}


# Turns a literal with `<…>` parts into a pattern.
pattern_of()
{
	sed -E -e 's/[][\.*^$+?(){}|]/\\&/g' \
		-e 's/<seconds>/[1-9][0-9]*/g' \
		-e "s/<token>/$(sed 's/[\\&/]/\\&/g' <<<"$TOKEN_FORM")/g" \
		-e 's/<base32>/[A-Z2-7]{32,}/g' \
		-e 's/<label>/[A-Za-z0-9._~%@:+-]+/g' \
		-e 's/<recovery codes>/("[A-Za-z0-9-]{16}",){9}"[A-Za-z0-9-]{16}"/g' <<<"$1"
}


# Waits until the route answers with a status, without showing the requests.
wait_for_route()
{
	local status tenths=150
	until status=$(curl --disable --silent --noproxy '*' --max-time 5 --output /dev/null --write-out '%{http_code}' \
			--request PUT --header 'Content-Type: application/json' --data '{}' "$SERVER_URL$ROUTE"); [[ $status == "$1" ]]
	do
		(( tenths-- > 0 )) || return 0
		pause 0.1
	done
}


end_of_steps()
{
	printf '\n%d answers, %d not as expected\n' "$STEPS" "$STEPS_FAILED"
	(( STEPS_FAILED == 0 ))
}
