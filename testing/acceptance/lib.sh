# shellcheck shell=bash
# Common functions of testing/acceptance/run: blocks of the documents, checks, sections, the build, the end.
# The caller sets `repository` and `here`.

state=$repository/target/acceptance
sources=$state/sources
clone=$sources/vestnik

# Longer than a start with a new database on a busy machine takes.
READY_WITHIN_SECONDS=90

fail() {
  printf 'FAILED: %s\n' "$*" >&2
  exit 1
}

# ---- Blocks of the documents

# Prints the Nth fenced block between a heading and the next heading of any level.
fenced_block() { # DOCUMENT HEADING N
  awk -v heading="$2" -v number="$3" '
    /^```/ {
      if (!fenced) { fenced = 1; if (inside && ++count == number) printing = found = 1 }
      else if (printing) exit
      else fenced = 0
      next
    }
    printing { print; next }
    !fenced && /^#+ / { title = $0; sub(/^#+ /, "", title); inside = title == heading }
    END { exit !found }
  ' "$1"
}

# Prints the first piece of code with a content in the text below a heading; a line end in it becomes a space.
code_in_text() { # DOCUMENT HEADING CONTENT
  awk -v heading="$2" -v content="$3" '
    /^```/ { fenced = !fenced; next }
    fenced { next }
    /^#+ / { title = $0; sub(/^#+ /, "", title); inside = title == heading; next }
    inside { text = text $0 " " }
    END {
      count = split(text, pieces, "`")
      for (i = 2; i <= count; i += 2) if (index(pieces[i], content)) { print pieces[i]; exit 0 }
      exit 1
    }
  ' "$1"
}

# Prints a block of the documents by its name in `blocks`.
block() { # NAME
  local document heading number expected text
  IFS='|' read -r _ document heading number expected < <(grep "^$1|" "$here/blocks") || fail "blocks has no $1"
  case $number in
    code) text=$(code_in_text "$repository/$document" "$heading" "$expected") ;;
    *) text=$(fenced_block "$repository/$document" "$heading" "$number") ;;
  esac || fail "$document has no block $number below the heading \"$heading\" ($1)"
  case $text in
    *"$expected"*) printf '%s\n' "$text" ;;
    *) fail "$document, block $number below \"$heading\" has no \"$expected\" ($1): $text" ;;
  esac
}

# Looks up every block of `blocks`, without starting anything.
look_up_blocks() {
  local name missing=0
  while IFS='|' read -r name _; do
    case $name in '#'*) continue ;; esac
    (block "$name" >/dev/null) || missing=1
  done <"$here/blocks"
  [ "$missing" -eq 0 ] || exit 1
  echo "every block is where testing/acceptance/blocks says"
}

# Prints what is about to be run.
shown() { # TEXT
  printf '%s\n' "$1" | sed 's/^/    | /' >&2
}

# Runs a text in the clone on this machine, as pasted, except that the first failure ends it.
on_host() { # TEXT
  (cd "$clone" && bash -ec "$1")
}

# ---- Checks

# Runs a command and ends the part if it fails.
check() { # WHAT COMMAND...
  local what=$1
  shift
  "$@" || fail "$what"
  echo "  ok: $what"
}

equal() { # WHAT EXPECTED ACTUAL
  [ "$2" = "$3" ] || fail "$1: expected \"$2\", got \"$3\""
  echo "  ok: $1"
}

contains() { # WHAT PATTERN TEXT
  grep -qE -- "$2" <<<"$3" || fail "$1: no match of $2 in: $3"
  echo "  ok: $1"
}

refused() { # WHAT COMMAND...
  local what=$1
  shift
  if "$@"; then
    fail "$what"
  fi
  echo "  ok: $what"
}

# Repeats a command each second until it succeeds.
wait_for() { # SECONDS WHAT COMMAND...
  local left=$1 what=$2
  shift 2
  until "$@" >/dev/null 2>&1; do
    [ "$left" -gt 0 ] || fail "not within the time: $what"
    left=$((left - 1))
    sleep 1
  done
  echo "  ok: $what"
}

not_tried() { # WHAT REASON
  printf '!!! NOT TRIED: %s: %s !!!\n' "$1" "$2"
  printf 'NOT TRIED  %s: %s\n' "$1" "$2" >>"$state/report"
}

# ---- Sections

# The process group of the running part.
running=

# Runs a part in a process group of its own: its failure ends the part only, and a signal to this script ends it at once.
section() { # NAME FUNCTION
  printf '\n=== %s (after %d s)\n' "$1" "$SECONDS"
  local begin=$SECONDS result=0
  set -m
  (
    set +m -e
    "$2"
  ) </dev/null &
  running=$!
  set +m
  wait "$running" || result=$?
  running=
  if [ "$result" -eq 0 ]; then
    printf 'passed     %s (%d s)\n' "$1" $((SECONDS - begin)) | tee -a "$state/report"
  else
    printf 'FAILED     %s (%d s)\n' "$1" $((SECONDS - begin)) | tee -a "$state/report"
  fi
}

begin() {
  if [ "$(id -u)" -ne 0 ]; then
    echo "Run this as root: it makes a root file system, and namespaces." >&2
    exit 2
  fi
  # Settings of the caller's shell are not those of the documents.
  for name in $(compgen -e | grep '^VESTNIK_' || true); do unset "$name"; done
  # The repository may belong to another user.
  export GIT_CONFIG_COUNT=1 GIT_CONFIG_KEY_0=safe.directory GIT_CONFIG_VALUE_0='*'
  mkdir -p "$state" || exit 1
  exec 9>"$state/lock"
  if ! flock -n 9; then
    echo "Another run is in progress." >&2
    exit 2
  fi
  trap 'end $?' EXIT
  trap 'exit 130' HUP INT TERM
  : >"$state/report"
  # Process ids of an earlier run may be those of other processes by now.
  rm -f "$state"/*.done "$state/machine.pid"
  HEAD=$(git rev-parse HEAD)
  base=$(git rev-parse --verify --quiet "${BASE:-HEAD~1}^{commit}") || base=
  if [ -n "$(git status --porcelain --untracked-files=no 2>/dev/null)" ]; then
    echo "Changes that are not committed are not built; the documents and these scripts are used as they are here."
  fi
}

end() {
  trap '' HUP INT TERM
  if [ -n "$running" ]; then
    kill -TERM -- "-$running" 2>/dev/null
    wait "$running"
  fi
  containers_end
  machine_end
  if [ "${KEEP:-}" != yes ]; then
    rm -rf --one-file-system "$state"
  fi
  exit "$1"
}

report() {
  printf '\n=== done in %d s\n' "$SECONDS"
  cat "$state/report"
  if grep -q '^FAILED' "$state/report"; then
    exit 1
  fi
  exit 0
}

# ---- The build

# Makes the clone, whose origin has the commit as the newest one, and checks out that commit.
clone_at() { # COMMIT
  if [ ! -d "$clone" ]; then
    git init -q --bare "$state/origin.git"
    publish "$1"
    git clone -q --branch acceptance "$state/origin.git" "$clone"
  fi
  publish "$1"
  git -C "$clone" fetch -q
  git -C "$clone" reset -q --hard origin/acceptance
}

# Makes a commit the newest one of the clone's origin.
publish() { # COMMIT
  git -C "$repository" push -q --force "$state/origin.git" "$1:refs/heads/acceptance"
}

# Whether there is a commit to upgrade from, with the file that its documents use; otherwise the part is not tried.
has_base() { # PART FILE
  if [ -z "$base" ]; then
    not_tried "$1" "this clone has no commit before HEAD: set BASE"
    return 1
  fi
  if ! git -C "$repository" cat-file -e "$base:$2" 2>/dev/null; then
    not_tried "$1" "$base has no $2: set BASE to a later commit"
    return 1
  fi
}

# The JDK that also becomes that of the machine.
host_jdk() {
  "$repository/.ci/jdk"
}

# ---- The ten calls

# All of them but the registration.
CALLS=(helpers login chat send repeat history reply edit group changes)

# Prints blocks of the ten calls for a server at another address.
calls() { # ADDRESS BLOCK...
  local address=$1 name
  shift
  for name in "$@"; do
    block "$name" || return 1
  done | sed "s|http://localhost:8080|$address|"
}

# Prints email, password and name of the users of the ten calls, separated by tabs.
call_users() {
  block register | sed -n 's/.*"name":"\([^"]*\)","email":"\([^"]*\)","password":"\([^"]*\)".*/\2\t\3\t\1/p'
}

# Fails if an answer of the ten calls is a problem.
no_problem() { # OUTPUT
  if printf '%s\n' "$1" | grep -E '"status":[45]'; then
    fail "a call was answered with a problem"
  fi
  contains "the ten calls are answered" '"text":"Hello, dear Bob"' "$1"
}

# Prints a command that prints the status of a login.
login_call() { # ADDRESS EMAIL PASSWORD [ARGUMENTS-OF-CURL]
  printf 'curl -sS -o /dev/null -w "%%{http_code}" %s -H "Content-Type: application/json" -d %q %s/auth/login' \
    "${4:-}" "{\"email\":\"$2\",\"password\":\"$3\"}" "$1"
}
