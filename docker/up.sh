#!/bin/sh
# Starts Vestnik in containers, without prior knowledge of Docker: finds Docker, offers to install it, builds, starts, waits
# until the server is ready, and prints its address. Arguments go to Compose before its command: docker/up.sh --profile tls
set -eu
cd "$(dirname "$0")"

# A first build downloads base images and libraries, at the speed of the line; this bound is for the start after it.
READY_WITHIN_SECONDS=300

say() { printf '%s\n' "$*" >&2; }

as_root() {
  if [ "$(id -u)" -eq 0 ]; then "$@"; else sudo "$@"; fi
}

# The command that installs Docker with Compose on this system; fails if it is unknown.
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
    say "Docker with Compose is required and not installed. Install it (https://docs.docker.com/get-started/get-docker/), then run this again."
    exit 1
  fi
  say "Docker with Compose is required and not installed. This system installs it with:"
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
    say "Docker is installed but not accessible to $(id -un): start it (sudo systemctl start docker), or join its group"
    say "(sudo usermod -aG docker $(id -un), then log in again), or run this with sudo."
    exit 1
  fi
fi

# Current Compose is a part of docker; formerly it was a separate program.
if docker compose version >/dev/null 2>&1; then
  compose() { docker compose -f compose.yaml "$@"; }
else
  compose() { docker-compose -f compose.yaml "$@"; }
fi

say "building and starting (the first time this takes minutes) ..."
compose "$@" up -d --build

server=$(compose ps -q server)
waited=0
until [ "$(docker inspect -f '{{.State.Health.Status}}' "$server")" = healthy ]; do
  if [ "$waited" -ge "$READY_WITHIN_SECONDS" ]; then
    say "Vestnik is not ready after $READY_WITHIN_SECONDS seconds. Its log:"
    compose logs --tail=40 server >&2
    exit 1
  fi
  sleep 1
  waited=$((waited + 1))
done

address=$(docker port "$server" 8080/tcp | sed -n 's/^0\.0\.0\.0:/localhost:/; 1p')
echo "Vestnik is ready: open http://$address in a browser"
echo "API docs at http://$address/docs"
say "It starts with Docker. To stop it: docker compose -f docker/compose.yaml stop"
