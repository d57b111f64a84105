# shellcheck shell=bash
# The parts of testing/acceptance/run on a machine without containers: a fresh Debian root in namespaces of its own. Its network
# has loopback only, so the documented ports are free.

# In this order. `upgrade` and `rollback` begin on a machine of their own, with the commit BASE. `major` does, too.
MACHINE_PARTS=(upgrade rollback install users tls backup restore postgres alert traces major)

DEBIAN_RELEASE=${DEBIAN_RELEASE:-bookworm}
POSTGRES_17=${POSTGRES_17:-17.6.0}

# What the documents assume, and what looks at the results. `systemd` for systemd-analyze and systemd-sysusers.
MACHINE_PACKAGES=(caddy curl iproute2 nginx openssl postgresql prometheus python3-websockets systemd)

# The host name of the documents' examples.
SITE=chat.example.org
LOCAL=http://localhost:8080
BACKUPS=/var/lib/vestnik-backups

# Prints what is missing on this system for a machine.
machine_lacks() {
  local program
  for program in unshare nsenter pivot_root debootstrap git mvn curl; do
    command -v "$program" >/dev/null || { echo "$program is not installed"; return; }
  done
  [ -n "$(host_jdk)" ] || { echo "there is no JDK from 21 on"; return; }
  unshare --mount --pid --fork --net --uts --ipc true 2>/dev/null || echo "this system allows no new namespaces"
}

# ---- The machine

# Prints the place of the packages that this system has for the release, and nothing if it has none.
debian_mirror() {
  if [ -n "${DEBIAN_MIRROR:-}" ]; then
    echo "$DEBIAN_MIRROR"
  elif command -v apt-get >/dev/null; then
    # shellcheck disable=SC2016 # the names are those of apt-get
    apt-get indextargets --format '$(REPO_URI) $(CODENAME) $(COMPONENT)' 'Created-By: Packages' 2>/dev/null |
      awk -v release="$DEBIAN_RELEASE" '$2 == release && $3 == "main" && !found { print $1; found = 1 }' || true
  fi
}

# Makes the root file system from which each machine is copied.
make_debian() {
  local mirror part=$state/debian.part jdk options
  [ ! -d "$state/debian" ] || return 0
  echo "making a root with Debian $DEBIAN_RELEASE ..."
  mirror=$(debian_mirror)
  rm -rf --one-file-system "$part"
  # shellcheck disable=SC2086 # without a mirror, there is no argument
  if ! debootstrap --variant=minbase "$DEBIAN_RELEASE" "$part" $mirror >"$state/debootstrap.log" 2>&1; then
    tail -n 20 "$state/debootstrap.log" >&2
    fail "debootstrap"
  fi
  for options in $(grep -ls '^Acquire' /etc/apt/apt.conf /etc/apt/apt.conf.d/* || true); do
    cp "$options" "$part/etc/apt/apt.conf.d/"
  done
  cp -L /etc/resolv.conf "$part/etc/resolv.conf"
  printf '127.0.0.1 localhost machine %s\n::1 localhost\n' "$SITE" >"$part/etc/hosts"
  # No package starts its service: the parts start what they need.
  printf '#!/bin/sh\nexit 101\n' >"$part/usr/sbin/policy-rc.d"
  chmod 755 "$part/usr/sbin/policy-rc.d"
  mkdir -p "$sources"
  if ! unshare --mount --propagation private --pid --fork --kill-child --uts --ipc "$here/boot" "$part" "$sources" \
    env DEBIAN_FRONTEND=noninteractive sh -ec 'apt-get update -qq; apt-get install -y -qq --no-install-recommends "$@"' sh \
    "${MACHINE_PACKAGES[@]}" >"$state/packages.log" 2>&1 </dev/null; then
    tail -n 20 "$state/packages.log" >&2
    fail "the packages: ${MACHINE_PACKAGES[*]}"
  fi
  # A Java from 21 on is what the operator brings along. Packages link some of its files from elsewhere, some without a target.
  jdk=$(host_jdk)
  mkdir -p "$part/usr/lib/jvm"
  cp -RL "$jdk" "$part/usr/lib/jvm/" 2>/dev/null || true
  mv "$part" "$state/debian"
}

machine_pid() {
  cat "$state/machine.pid" 2>/dev/null
}

# Starts a fresh machine. The clone is its /srv/vestnik.
boot_machine() {
  forget_machine
  make_debian
  mkdir -p "$sources"
  cp -a --reflink=auto "$state/debian" "$state/machine"
  install -m 755 "$here/systemctl" "$here/journalctl" "$state/machine/usr/local/bin/"
  # What a systemd would have made.
  mkdir -p "$state/machine/run/systemd/system"
  unshare --mount --propagation private --pid --fork --kill-child --net --uts --ipc "$here/boot" "$state/machine" "$sources" \
    3>"$state/machine.pid" 9>&- >"$state/machine.log" 2>&1 </dev/null &
  wait_for 20 "the machine runs" test -s "$state/machine.pid"
}

# Ends all processes of the machine, which are in its pid namespace, and removes its root.
forget_machine() {
  local pid
  if pid=$(machine_pid) && [ -n "$pid" ]; then
    kill -KILL "$pid" 2>/dev/null || true
    while kill -0 "$pid" 2>/dev/null; do sleep 0.1; done
  fi
  rm -f "$state/machine.pid" "$state"/machine-*.done
  rm -rf --one-file-system "$state/machine"
}

machine_end() {
  forget_machine
}

# Runs a text on the machine, in a directory below its /srv, with the standard input of the caller.
in_machine_at() { # DIRECTORY TEXT
  nsenter --target "$(machine_pid)" --mount --pid --net --uts --ipc -- /usr/bin/env -i \
    PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin HOME=/root TERM=dumb LANG=C.UTF-8 SITE="$SITE" \
    bash -c 'cd "/srv/$1"; set -e; eval "$2"' bash "$1" "$2" 9>&-
}

in_machine() { # TEXT
  in_machine_at vestnik "$1"
}

# Performs a block of the documents on the machine, changed by expressions of sed. The commands of the clone without `deploy`
# are those of the installed program, as the section People says.
perform() { # BLOCK [EXPRESSION...]
  local name=$1 text expression
  shift
  text=$(block "$name")
  text=$(sed 's|^\./vestnik |vestnik |' <<<"$text")
  for expression in "$@"; do
    text=$(sed "$expression" <<<"$text")
  done
  shown "$text"
  in_machine "$text"
}

# Runs a command on the machine with a terminal; each line of the standard input is typed after a pause.
on_a_terminal() { # COMMAND
  local line
  {
    # A program that starts discards nothing of what is typed early, but a person waits for the question.
    sleep 4
    while IFS= read -r line; do
      printf '%s\n' "$line"
      sleep 1
    done
    sleep 4
  } | in_machine "script -qec $(printf '%q' "$1") /dev/null"
}

# Builds the clone with the commands of a block that belong to the machine that builds.
build_with() { # BLOCK
  local text
  text=$(block "$1" | grep -E '^(git|\./vestnik) ')
  shown "$text"
  on_host "$text"
}

ready() {
  in_machine "curl -fsS $LOCAL/health/ready"
}

wait_ready() {
  wait_for "$READY_WITHIN_SECONDS" "the server is ready" ready
}

# The parts after the installation need a machine with the current version.
installed() {
  if [ ! -e "$state/machine-installed.done" ]; then
    echo "first: a machine with the current version"
    machine_install
  fi
}

# Prints the status of a login on the machine.
login() { # ADDRESS EMAIL PASSWORD [ARGUMENTS-OF-CURL]
  in_machine "$(login_call "$@")"
}

# Adds the users of the ten calls, if they are missing, and makes the calls.
converse() {
  local email password name text
  while IFS=$'\t' read -r email password name; do
    if [ "$(login "$LOCAL" "$email" "$password" </dev/null)" != 200 ]; then
      printf '%s\n' "$password" | in_machine "vestnik user add $email $name"
    fi
  done < <(call_users)
  text=$(calls "$LOCAL" "${CALLS[@]}")
  no_problem "$(in_machine "$text")"
}

# Prints the history of the chat of the ten calls.
history_of_chat() {
  local text
  text=$(calls "$LOCAL" helpers login chat history)
  in_machine "$text" | tail -n 1
}

# Prints the file of the newest backup.
newest_backup() {
  in_machine "ls -t $BACKUPS/*.backup | head -n 1"
}

# ---- Parts

machine_install() {
  local pid
  clone_at "$HEAD"
  build_with machine-install
  boot_machine
  perform machine-install '/^vestnik /d'
  first_start
  : >"$state/machine-installed.done"

  perform machine-memory
  wait_ready
  not_tried "machine install: the heap that follows MemoryMax=" "this machine has no cgroup of its own"
  check "the units pass systemd-analyze" in_machine '
    cd /etc/systemd/system
    systemd-analyze verify --man=no --recursive-errors=no vestnik*.service vestnik*.timer
    rm -r vestnik.service.d'
  check "the server stops its own PostgreSQL" in_machine '
    systemctl stop vestnik.service 2>/tmp/stop
    cat /tmp/stop
    [ ! -s /tmp/stop ]
    systemctl start vestnik.service'
  wait_ready
  check "the data belongs to the service alone" in_machine '[ "$(stat -c "%U %a" /var/lib/vestnik)" = "vestnik 700" ]'
  check "the server runs as the user vestnik" in_machine '
    [ "$(stat -c %U /proc/"$(cat /run/units/vestnik.service.pid)")" = vestnik ]'
  equal "registration is closed" 403 "$(in_machine "curl -sS -o /dev/null -w '%{http_code}' \
    -H 'Content-Type: application/json' \
    -d '{\"name\":\"X\",\"email\":\"x@example.org\",\"password\":\"correct horse\"}' $LOCAL/auth/register")"
  refused "the server listens on loopback only" in_machine "ss -Hltn 'sport = :8080' | grep -vE '127\.0\.0\.1|\[::1\]'"
  check "the settings stay at a second installation" in_machine '
    echo "# mine" >>/etc/vestnik/vestnik.env
    without=$(deploy/install bootstrap/target/vestnik 2>&1); echo "$without"
    tail -n 1 /etc/vestnik/vestnik.env | grep -qx "# mine"
    [ "$(ls -d /opt/vestnik-* | wc -l)" -eq 2 ]'
}

# Starts the installed server as documented and adds the first account, with a password from a pipe.
first_start() {
  perform machine-start
  wait_ready
  printf '%s\n' 'first things first' | perform machine-first-user
  equal "the first account can log in" 200 "$(login "$LOCAL" alice@example.org 'first things first')"
}

machine_users() {
  local output password group
  installed
  # The documents' example is the account of the installation.
  output=$(perform user-add 's/alice@/dora@/')
  password=$(sed -n 's/^password //p' <<<"$output")
  equal "a generated password logs in" 200 "$(login "$LOCAL" dora@example.org "$password")"
  output=$(perform user-password 's/alice@/dora@/')
  equal "the old password does not log in" 401 "$(login "$LOCAL" dora@example.org "$password")"
  password=$(sed -n 's/^password //p' <<<"$output" | tail -n 1)
  equal "the new password does" 200 "$(login "$LOCAL" dora@example.org "$password")"

  perform user-disable 's/alice@/dora@/' '/enable/d'
  refused "a disabled account does not log in" [ "$(login "$LOCAL" dora@example.org "$password")" = 200 ]
  perform user-disable 's/alice@/dora@/' '/disable/d'
  equal "an enabled account does" 200 "$(login "$LOCAL" dora@example.org "$password")"

  printf '%s\n' 'another@example.org' | on_a_terminal 'vestnik user delete dora@example.org' || true
  equal "a deletion with another email deletes nothing" 200 "$(login "$LOCAL" dora@example.org "$password")"
  printf '%s\n' 'dora@example.org' | on_a_terminal "$(block user-delete | sed 's|^\./||; s/alice@/dora@/')"
  equal "a deleted account does not log in" 401 "$(login "$LOCAL" dora@example.org "$password")"

  printf '%s\n' 'typed twice' 'typed twice' | on_a_terminal 'vestnik user add carol@example.org Carol'
  equal "a typed password logs in" 200 "$(login "$LOCAL" carol@example.org 'typed twice')"
  printf '%s\n' 'typed twice' 'typed wrong' | on_a_terminal 'vestnik user add erin@example.org Erin' || true
  equal "a password that was repeated differently makes no account" 401 "$(login "$LOCAL" erin@example.org 'typed twice')"

  converse
  group=$(in_machine "$(calls "$LOCAL" helpers login group)" | tail -n 1 | grep -o '"id":"[^"]*"' | head -n 1 | cut -d '"' -f 4)
  perform group-owner "s/01930a3e-7c1b-7d2a-9f65-3f6a0c1d2e4f/$group/"
  contains "the list has the accounts" $'\tcarol@example.org\t' "$(perform user-list)"
}

machine_tls() {
  local status
  installed
  converse
  in_machine '
    directory=/etc/letsencrypt/live/$SITE
    mkdir -p "$directory"
    openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj "/CN=$SITE" -addext "subjectAltName=DNS:$SITE" \
      -keyout "$directory/privkey.pem" -out "$directory/fullchain.pem" 2>/dev/null
    rm -f /etc/nginx/sites-enabled/default
    systemctl start nginx'
  perform machine-nginx
  through_proxy nginx "/etc/letsencrypt/live/$SITE/fullchain.pem"
  in_machine 'systemctl stop nginx'

  in_machine 'systemctl start caddy; sleep 2'
  perform machine-caddy
  # Its authority instead of a public one.
  in_machine 'sed -i "s/^$SITE {/&\n\ttls internal/" /etc/caddy/Caddyfile; systemctl reload caddy'
  through_proxy caddy /var/lib/caddy/.local/share/caddy/pki/authorities/local/root.crt
  in_machine 'systemctl stop caddy'
  not_tried "machine tls: a public certificate, by certbot and by Caddy" "no public name leads to this machine"
}

# https, wss, the redirection and the forwarded address through a proxy.
through_proxy() { # PROXY CERTIFICATE
  local proxy=$1 certificate=$2 status='' trust="export CURL_CA_BUNDLE=$2 SSL_CERT_FILE=$2"
  wait_for 30 "$proxy serves https" in_machine "$trust; curl -fsS https://$SITE/health/ready"
  no_problem "$(in_machine "$trust
$(calls "https://$SITE" "${CALLS[@]}")")"
  equal "$proxy redirects http" 308 "$(in_machine "curl -sS -o /dev/null -w '%{http_code}' http://$SITE/")"
  contains "$proxy: the server adds Strict-Transport-Security" '[Ss]trict-[Tt]ransport-[Ss]ecurity' \
    "$(in_machine "$trust; curl -fsS -D - -o /dev/null https://$SITE/")"
  block live-python | sed "s|ws://localhost:8080|wss://$SITE|" | in_machine 'cat >/tmp/live.py'
  contains "$proxy passes wss" '^sent ' "$(in_machine "$trust
$(calls "https://$SITE" helpers login chat)
timeout 30 python3 /tmp/live.py")"

  # Failed logins are counted by address. Loopback has many.
  for _ in $(seq 40); do
    status=$(login "https://$SITE" stranger@example.org 'no such password' "--cacert $certificate --interface 127.0.0.2")
    [ "$status" != 429 ] || break
  done
  equal "$proxy: failed logins of one address are limited" 429 "$status"
  equal "$proxy: another address is not" 401 \
    "$(login "https://$SITE" stranger@example.org 'no such password' "--cacert $certificate --interface 127.0.0.3")"
  equal "$proxy: a client cannot choose its address" 429 "$(login "https://$SITE" stranger@example.org 'no such password' \
    "--cacert $certificate --interface 127.0.0.2 -H X-Forwarded-For:192.0.2.7")"
}

machine_backup() {
  local before
  installed
  converse
  perform backup "s|vestnik\.backup|$BACKUPS/by-hand.backup|"
  check "a backup is readable by its owner only" in_machine "[ \"\$(stat -c '%U %a' $BACKUPS/by-hand.backup)\" = 'vestnik 600' ]"
  in_machine "rm -f $BACKUPS/vestnik-*"
  perform backup-timer
  before=$(in_machine "ls $BACKUPS/vestnik-*.backup")
  # With the next one there is one more than is kept in any case. The first one is the oldest. A backup is named by its second.
  in_machine "
    for number in 1 2 3 4 5 6; do cp -p $before $BACKUPS/vestnik-2026010\${number}T000000Z.backup; done
    touch -d '15 days ago' $BACKUPS/*.backup
    touch -d '16 days ago' $before
    touch $BACKUPS/vestnik-20260101T000000Z.backup.1.part
    touch -d '2 hours ago' $BACKUPS/vestnik-20260101T000000Z.backup.2.part
    sleep 1
    systemctl start vestnik-backup.service"
  refused "the second run removed the oldest backup" in_machine "ls $before 2>/dev/null"
  check "it left the newest seven, and the file of the operator" in_machine "
    [ \"\$(ls $BACKUPS/vestnik-*.backup | wc -l)\" -eq 7 ] && [ -e $BACKUPS/by-hand.backup ]"
  equal "of the incomplete files, it removed the one of a killed backup" "$BACKUPS/vestnik-20260101T000000Z.backup.1.part" \
    "$(in_machine "ls $BACKUPS/vestnik-*.part")"
  in_machine "
    rm $BACKUPS/vestnik-*.part
    cp -p $BACKUPS/vestnik-20260101T000000Z.backup $BACKUPS/vestnik-20260107T000000Z.backup
    touch -d '15 days ago' $BACKUPS/vestnik-*.backup"
  in_machine 'echo "no setting" >>/etc/vestnik/vestnik.env'
  refused "a backup that cannot be made fails" in_machine 'runuser -u vestnik -- /opt/vestnik/deploy/backup-and-prune'
  in_machine 'sed -i "/^no setting$/d" /etc/vestnik/vestnik.env'
  equal "and removes none" 8 "$(in_machine "ls $BACKUPS/vestnik-*.backup | wc -l")"
  during_a_backup
}

# Whether the unit of the backup is in a state.
backup_state() { # STATE
  [ "$(in_machine 'systemctl show -p ActiveState --value vestnik-backup.service')" = "$1" ]
}

# Versions are not changed while a backup is written, or before it is repeated.
during_a_backup() {
  local version
  version=$(in_machine 'readlink /opt/vestnik')
  backup_runs '/bin/sleep 300'
  in_machine 'systemctl start vestnik-backup.service >/dev/null 2>&1 </dev/null &'
  wait_for 20 "a backup is being written" backup_state activating
  use_is_refused
  backup_runs /bin/false
  refused "a backup fails" in_machine 'systemctl start vestnik-backup.service'
  check "it will be repeated" backup_state activating
  use_is_refused
  in_machine 'rm -r /etc/systemd/system/vestnik-backup.service.d; systemctl daemon-reload'
  equal "the version is the same" "$version" "$(in_machine 'readlink /opt/vestnik')"
}

# Makes the unit of the backup run another program.
backup_runs() { # COMMAND
  in_machine "
    mkdir -p /etc/systemd/system/vestnik-backup.service.d
    printf '[Service]\nExecStart=\nExecStart=%s\n' '$1' >/etc/systemd/system/vestnik-backup.service.d/override.conf
    systemctl daemon-reload"
}

# deploy/use does nothing, until the backup is ended as it says.
use_is_refused() {
  local output
  if output=$(in_machine 'deploy/use' 2>&1); then
    fail "deploy/use does not wait for a backup: $output"
  fi
  contains "deploy/use names the way out" 'systemctl stop vestnik-backup.service' "$output"
  check "the server is left alone" ready
  in_machine 'systemctl stop vestnik-backup.service'
  wait_for 20 "the backup is stopped" backup_state inactive
}

machine_restore() {
  local before file
  installed
  converse
  in_machine 'systemctl start vestnik-backup.service'
  before=$(history_of_chat)
  file=$(newest_backup)
  in_machine "head -c 3000 $file >/tmp/short.backup; chown vestnik /tmp/short.backup; systemctl stop vestnik
    echo VESTNIK_DATA_DIR=/var/lib/vestnik/new >>/etc/vestnik/vestnik.env"
  refused "an incomplete backup is refused" in_machine 'vestnik backup --restore /tmp/short.backup'
  # It left an empty database, into which a backup can be restored.
  perform restore "s|vestnik\.backup|$file|"
  refused "a database with data is not overwritten" in_machine "vestnik backup --restore $file"
  in_machine 'systemctl start vestnik'
  wait_ready
  equal "the history in the new place is the old one" "$before" "$(history_of_chat)"
  in_machine 'systemctl stop vestnik; sed -i "/^VESTNIK_DATA_DIR=/d" /etc/vestnik/vestnik.env; systemctl start vestnik'
  wait_ready
  equal "the old place is as it was" "$before" "$(history_of_chat)"
}

machine_postgres() {
  local before file restore
  installed
  converse
  in_machine 'systemctl start vestnik-backup.service'
  before=$(history_of_chat)
  file=$(newest_backup)
  in_machine 'version=$(ls /usr/lib/postgresql | tail -n 1)
    install -d -m 2775 -o postgres -g postgres /run/postgresql
    pg_ctlcluster --skip-systemctl-redirect "$version" main start'
  perform machine-postgres
  in_machine 'systemctl stop vestnik'
  restore="s|/var/lib/vestnik-backups/[^ ]*|$file|"
  perform machine-restore "$restore"
  wait_ready
  equal "the history in the PostgreSQL of the machine is the old one" "$before" "$(history_of_chat)"
  check "the server uses it" in_machine 'runuser -u postgres -- psql -Atc "select count(*) from messages" vestnik | grep -vx 0'
  in_machine 'systemctl start vestnik-backup.service'
  file=$(newest_backup)
  perform machine-aside-postgres
  perform machine-restore "s|/var/lib/vestnik-backups/[^ ]*|$file|"
  wait_ready
  equal "so it is after the way back" "$before" "$(history_of_chat)"
  check "the newer data is aside" in_machine 'runuser -u postgres -- psql -Atc "select count(*) from messages" vestnik_newer'
  # The next parts use the embedded database.
  forget_machine
}

# Whether Prometheus on the machine has an alert in the state "firing".
firing() { # ALERT
  in_machine 'curl -fsS http://localhost:9090/api/v1/alerts' | tr '{' '\n' | grep -A 3 "\"alertname\":\"$1\"" |
    grep '"state":"firing"'
}

not_firing() { # ALERT
  ! firing "$1"
}

scraped() {
  in_machine "curl -fsS 'http://localhost:9090/api/v1/query?query=up%7Bjob=%22vestnik%22%7D'" | grep '"1"\]'
}

machine_alert() {
  installed
  in_machine 'mkdir -p /tmp/prometheus
    cp docker/monitoring/alerts.yml /tmp/prometheus/
    sed "s/server:9464/localhost:9464/" docker/monitoring/prometheus.yml >/tmp/prometheus/prometheus.yml
    setsid prometheus --config.file=/tmp/prometheus/prometheus.yml --storage.tsdb.path=/tmp/prometheus/data \
      --web.listen-address=127.0.0.1:9090 >/tmp/prometheus/log 2>&1 </dev/null &
    echo "$!" >/tmp/prometheus/pid'
  wait_for 60 "Prometheus reads the metrics" scraped
  in_machine 'systemctl stop vestnik'
  wait_for 150 "VestnikDown is firing" firing VestnikDown
  in_machine 'systemctl start vestnik'
  wait_ready
  wait_for 60 "VestnikDown has ended" not_firing VestnikDown
  in_machine 'kill "$(cat /tmp/prometheus/pid)"'
}

# Whether the printed spans have one of another kind below one of an HTTP request: a statement of SQL.
traced() { # SPANS
  awk -F '\t' '
    NF == 4 { name[$2] = $4; parent[$2] = $3 }
    END {
      for (span in name) {
        if (name[span] !~ /^(GET|POST|PUT|PATCH)( |$)/ && name[parent[span]] ~ /^(GET|POST|PUT|PATCH)( |$)/) below = 1
      }
      exit !below
    }
  ' <<<"$1"
}

machine_traced() {
  traced "$(in_machine 'cat /tmp/spans')"
}

fetch_agent() {
  local text
  text=$(block traces-agent)
  shown "$text"
  on_host "$text" && [ -s "$clone/docker/agent/opentelemetry-javaagent.jar" ]
}

machine_traces() {
  local settings
  installed
  if ! fetch_agent; then
    not_tried "machine traces" "the agent cannot be fetched here"
    return
  fi
  in_machine_at . 'cat >/tmp/Collector.java' <"$here/Collector.java"
  in_machine 'setsid /etc/vestnik/java/bin/java -Xmx128m /tmp/Collector.java >/tmp/spans 2>&1 </dev/null &
    echo "$!" >/tmp/collector.pid'
  wait_for 30 "the collector listens" in_machine 'grep -x ready /tmp/spans'
  settings=$(block traces-machine)
  shown "$settings"
  in_machine 'cp docker/agent/opentelemetry-javaagent.jar /opt/opentelemetry-javaagent.jar
    mkdir -p /etc/systemd/system/vestnik.service.d
    cat >/etc/systemd/system/vestnik.service.d/override.conf
    systemctl daemon-reload
    systemctl restart vestnik' <<<"$settings"
  wait_ready
  converse
  wait_for 60 "the collector has requests with statements below them" machine_traced
  in_machine 'rm -r /etc/systemd/system/vestnik.service.d; systemctl restart vestnik; kill "$(cat /tmp/collector.pid)"'
  wait_ready
}

# The name of the running version.
running_version() {
  in_machine 'basename "$(readlink /opt/vestnik)" | sed "s/^vestnik-//"'
}

machine_upgrade() {
  local before output version timer=/etc/systemd/system/vestnik-backup.timer
  has_base "machine upgrade" deploy/install || return 0
  clone_at "$base"
  build_with machine-install
  boot_machine
  perform machine-install '/^vestnik /d'
  first_start
  converse
  running_version >"$state/machine-base.done"
  before=$(history_of_chat)

  publish "$HEAD"
  build_with machine-upgrade-build
  # A version is named by the second of its installation.
  sleep 1
  perform machine-upgrade
  check "deploy/use has waited until the server is ready" ready
  refused "another version runs" [ "$(running_version)" = "$(cat "$state/machine-base.done")" ]
  equal "the data is as before the upgrade" "$before" "$(history_of_chat)"

  # A mount point cannot be replaced.
  version=$(running_version)
  in_machine "mount --bind $timer $timer"
  if output=$(in_machine "deploy/use $(cat "$state/machine-base.done")" 2>&1); then
    fail "deploy/use does not notice that a unit cannot be replaced: $output"
  fi
  in_machine "umount $timer"
  contains "deploy/use says that it changed nothing" 'version is not changed' "$output"
  wait_ready
  equal "the version is the one before the attempt" "$version" "$(running_version)"
  printf '%s\n' "$before" >"$state/machine-before.done"
}

machine_rollback() {
  local file earlier before output
  if [ ! -e "$state/machine-before.done" ]; then
    echo "first: the upgrade"
    machine_upgrade
    [ -e "$state/machine-before.done" ] || return 0
  fi
  earlier=$(cat "$state/machine-base.done")
  before=$(cat "$state/machine-before.done")
  file=$(newest_backup)
  # Written after the backup, so that it is lost by the restore.
  printf '%s\n' 'soon forgotten' | in_machine 'vestnik user add late@example.org Late'

  if git -C "$repository" diff --quiet "$base" "$HEAD" -- adapter-postgres/src/main/resources; then
    perform machine-back "s/0\.1\.0-20261130T171423Z/$earlier/"
    check "the server is ready" ready
    equal "the schema is the same, so nothing is lost" 200 "$(login "$LOCAL" late@example.org 'soon forgotten')"
  else
    if output=$(perform machine-back "s/0\.1\.0-20261130T171423Z/$earlier/" 2>&1); then
      fail "the version before starts on a newer schema: $output"
    fi
    contains "it does not start on a newer schema, and says so" '[Ss]chema' "$output"
  fi
  equal "the version before is in use" "$earlier" "$(running_version)"

  perform machine-aside
  perform machine-restore "s|/var/lib/vestnik-backups/[^ ]*|$file|"
  wait_ready
  equal "the data is that of the backup before the upgrade" "$before" "$(history_of_chat)"
  equal "what was written since is lost" 401 "$(login "$LOCAL" late@example.org 'soon forgotten')"
  forget_machine
}

# Starts a server in the clone with the earlier PostgreSQL, as its README says, on the machine.
serve_in_earlier() { # PROGRAM [NAME=VALUE...]
  local program=$1
  shift
  in_machine_at earlier "VESTNIK_HOST=127.0.0.1 $* setsid $program serve >/tmp/earlier.log 2>&1 </dev/null &
    echo \"\$!\" >/tmp/earlier.pid"
  wait_ready
}

# Performs a block in that clone, by the program of a version.
perform_in_earlier() { # BLOCK PROGRAM
  local text
  text=$(block "$1" | sed "s|^\./vestnik |$2 |")
  shown "$text"
  in_machine_at earlier "$text"
}

stop_earlier() {
  in_machine 'kill "$(cat /tmp/earlier.pid)"; while kill -0 "$(cat /tmp/earlier.pid)" 2>/dev/null; do sleep 0.2; done'
}

machine_major() {
  local before output token
  clone_at "$HEAD"
  on_host './vestnik --version'
  rm -rf "$sources/earlier"
  git clone -q "$clone" "$sources/earlier"
  printf '%s\n' "-Dpostgres-binaries.version=$POSTGRES_17" >>"$sources/earlier/.mvn/maven.config"
  if ! (cd "$sources/earlier" && ./vestnik --version); then
    not_tried "machine major" "no build with the PostgreSQL binaries $POSTGRES_17: set POSTGRES_17"
    return
  fi
  boot_machine
  serve_in_earlier ./vestnik
  equal "the data is of PostgreSQL 17" 17 "$(in_machine_at earlier 'cat data/postgres/data/PG_VERSION')"
  output=$(in_machine "$(calls "$LOCAL" helpers register login chat send repeat history reply edit group changes)")
  no_problem "$(grep -v '"code":"email_taken"' <<<"$output")"
  before=$(history_of_chat)
  token=$(in_machine "$(calls "$LOCAL" helpers login | sed '/api GET/d')
    echo \"\$ADA\"")
  stop_earlier

  if output=$(in_machine_at earlier '/srv/vestnik/vestnik serve --port 8080' 2>&1); then
    fail "the new release serves data of PostgreSQL 17"
  fi
  contains "the new release refuses the data and names the section" 'next major version of PostgreSQL' "$output"
  perform_in_earlier major-backup ./vestnik
  perform_in_earlier major-restore /srv/vestnik/vestnik
  serve_in_earlier /srv/vestnik/vestnik VESTNIK_DATA_DIR=data-new
  equal "the data is of PostgreSQL 18" 18 "$(in_machine_at earlier 'cat data-new/postgres/data/PG_VERSION')"
  equal "the history is the old one" "$before" "$(history_of_chat)"
  equal "a token is still valid, by the copied secret" 200 "$(in_machine "curl -sS -o /dev/null -w '%{http_code}' \
    -H 'Authorization: Bearer $token' $LOCAL/users/me")"
  stop_earlier
  serve_in_earlier ./vestnik
  equal "the way back is the earlier release with the old directory" "$before" "$(history_of_chat)"
  stop_earlier
  forget_machine
}
