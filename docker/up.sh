#!/bin/sh
# Runs Vestnik in containers on a machine that may lack Docker: finds Docker or offers to install it, builds, starts, waits
# until the server is ready, and prints its address. Arguments go to Compose before its command: docker/up.sh --profile tls
# Settings come from the environment and from docker/.env, see docker/.env.example.
set -eu
cd "$(dirname "$0")"

# Does not include the first build, whose downloads depend on the network.
READY_WITHIN_SECONDS=300

# A server that ends at each start does not become ready by waiting.
RESTARTS_MAX=3

say() { printf '%s\n' "$*" >&2; }

as_root() {
  if [ "$(id -u)" -eq 0 ]; then "$@"; else sudo "$@"; fi
}

# Prints the command that installs Docker with Compose on this system; fails on an unknown system.
install_command() {
  if command -v apt-get >/dev/null; then
    for plugin in docker-compose-v2 docker-compose-plugin docker-compose; do
      if apt-cache show "$plugin" >/dev/null 2>&1; then
        echo "apt-get install -y docker.io $plugin"
        return
      fi
    done
    echo "apt-get install -y docker.io docker-compose"
  elif command -v dnf >/dev/null; then
    echo "dnf install -y moby-engine docker-compose"
  elif command -v pacman >/dev/null; then
    echo "pacman -S --noconfirm docker docker-compose"
  elif command -v zypper >/dev/null; then
    echo "zypper install -y docker docker-compose"
  elif command -v apk >/dev/null; then
    echo "apk add docker docker-cli-compose"
  else
    return 1
  fi
}

have_compose() {
  docker compose version >/dev/null 2>&1 || command -v docker-compose >/dev/null
}

if ! command -v docker >/dev/null || ! have_compose; then
  if ! how=$(install_command); then
    say "Docker with Compose is not installed. Install it (https://docs.docker.com/get-started/get-docker/), then run this again."
    exit 1
  fi
  say "Docker with Compose is not installed. On this system, install it with:"
  say "    $how"
  printf 'Do that now? [y/N] ' >&2
  read -r answer || answer=
  case $answer in
    y | Y | yes) ;;
    *)
      say "Nothing was installed."
      exit 1
      ;;
  esac
  # shellcheck disable=SC2086 # a command and its words
  as_root $how
fi

if ! docker info >/dev/null 2>&1; then
  if command -v systemctl >/dev/null && ! systemctl is-active -q docker; then
    say "starting Docker ..."
    as_root systemctl start docker || true
  fi
  if ! docker info >/dev/null 2>&1; then
    say "Docker is installed but does not answer $(id -un): start it (sudo systemctl start docker), or join its group"
    say "(sudo usermod -aG docker $(id -un), then log in again), or run this with sudo."
    exit 1
  fi
fi

# Prints the last lines of a service. "$@" are the arguments of this script, as everywhere below.
last_lines() {
  service=$1
  shift
  ./compose "$@" logs --tail=40 "$service" >&2 || true
}

# Ends here if a name in the environment or in .env is no setting.
./compose "$@" config --quiet

say "building and starting (the first time this takes minutes) ..."
if ! ./compose "$@" up -d --build; then
  say "Vestnik did not start, see above. The last lines of the step \`migrate\`, which checks the settings:"
  last_lines migrate "$@"
  exit 1
fi

server=$(./compose "$@" ps -q server)
earlier=$(docker inspect -f '{{.RestartCount}}' "$server")
waited=0
until [ "$(docker inspect -f '{{.State.Health.Status}}' "$server")" = healthy ]; do
  restarts=$(($(docker inspect -f '{{.RestartCount}}' "$server") - earlier))
  if [ "$waited" -ge "$READY_WITHIN_SECONDS" ] || [ "$restarts" -ge "$RESTARTS_MAX" ]; then
    say "Vestnik is not ready after $waited seconds and $restarts restarts. Its last lines:"
    last_lines server "$@"
    say "To stop it: docker/compose stop"
    exit 1
  fi
  sleep 1
  waited=$((waited + 1))
done

# The address of a published port, for this machine: localhost:8080.
published() {
  docker port "$1" "$2" | sed -n -e 's/^\(0\.0\.0\.0\|127\.0\.0\.1\|\[::\]\|\[::1\]\):/localhost:/' -e 1p
}

plain=$(published "$server" 8080/tcp)
# Without the profile, Compose does not know the service, or lists nothing.
tls=$(./compose "$@" ps -q tls 2>/dev/null || true)
if [ -n "$tls" ] && [ "$(docker inspect -f '{{.State.Running}}' "$tls")" = true ]; then
  # The name of the certificate; the first one, if there are several.
  site=$(docker inspect -f '{{range .Config.Env}}{{println .}}{{end}}' "$tls" | sed -n 's/^SITE=\([^ ,]*\).*/\1/p')
  secure=$(published "$tls" 443/tcp)
  port=:${secure##*:}
  [ "$port" != :443 ] || port=
  address=https://$site$port
else
  address=http://$plain
fi
echo "Vestnik is ready: open $address in a browser"
echo "API docs at $address/docs"
case $address,$(docker port "$server" 8080/tcp) in
  http:*,127.* | http:*,'[::1]'*)
    say "It answers on this machine only. For other machines: SITE=<host name> docker/up.sh --profile tls"
    ;;
  *,127.* | *,'[::1]'*) ;;
  *)
    say "Port ${plain##*:} serves other machines in plain HTTP, without encryption. Without PUBLISH it serves this machine only."
    ;;
esac
say "It starts with Docker. To stop it: docker/compose stop"
