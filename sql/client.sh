# Options and functions that `migrate` and `grant` share. Sourced, not run.

clientOptionsHelp()
{
	cat <<'HELP'
Connection (all optional; without them the client's own defaults hold):
  --defaults-file FILE   option file of the mariadb or mysql client
  --no-defaults          read no option file at all
  --socket PATH          UNIX socket of the server
  --host NAME            server to reach by TCP
  --port N               its port
  --user NAME            account to sign in with; it needs the right to do this
  --password-file FILE   file that holds the password; never given on the command line
HELP
}

fail()
{
	echo "$program: $*" >&2
	exit 1
}

# The client's first argument must be the one that names or forbids option files.
firstArguments=()
clientArguments=()
passwordFile=
temporary=

# Takes one connection option. Sets `taken` to the number of words it used, or to 0.
takeClientOption()
{
	taken=2
	case $1 in
	--defaults-file) firstArguments=("--defaults-file=${2-}") ;;
	--socket) clientArguments+=("--socket=${2-}") ;;
	--host) clientArguments+=("--host=${2-}" --protocol=tcp) ;;
	--port) clientArguments+=("--port=${2-}") ;;
	--user) clientArguments+=("--user=${2-}") ;;
	--password-file) passwordFile=${2-} ;;
	--no-defaults) firstArguments=(--no-defaults); taken=1; return ;;
	*) taken=0; return ;;
	esac
	[[ $# -ge 2 && -n $2 ]] || fail "$1 needs a value"
}

# Splits --name=value into two words, so that both forms are understood.
splitOptions()
{
	words=()
	local word
	for word in "$@"; do
		if [[ $word == --*=* ]]; then
			words+=("${word%%=*}" "${word#*=}")
		else
			words+=("$word")
		fi
	done
}

findClient()
{
	client=$(command -v mariadb || command -v mysql) || fail "neither the mariadb nor the mysql client is installed"
	if [[ -n $passwordFile ]]; then
		[[ ${firstArguments[0]-} != --defaults-file=* ]] || fail "--password-file and --defaults-file exclude each other"
		local password
		password=$(cat -- "$passwordFile") || fail "can't read the password file $passwordFile"
		[[ $password != *$'\n'* ]] || fail "the password file $passwordFile holds more than one line"
		# By way of an option file: the command line and the environment of a
		# process are open to others.
		temporary=$(umask 077; mktemp)
		password=${password//\\/\\\\}
		password=${password//\"/\\\"}
		printf '[client]\npassword="%s"\n' "$password" > "$temporary"
		if [[ ${firstArguments[0]-} == --no-defaults ]]; then
			firstArguments=("--defaults-file=$temporary")
		else
			firstArguments=("--defaults-extra-file=$temporary")
		fi
	fi
}

# Runs the SQL on standard input; prints rows without a header, separated by tabs.
runSql()
{
	"$client" "${firstArguments[@]}" "${clientArguments[@]}" --batch --raw --skip-column-names --default-character-set=utf8mb4 "$@"
}

isName()
{
	[[ $1 =~ ^[A-Za-z0-9_][A-Za-z0-9_.-]{0,63}$ ]]
}
