#!/bin/sh
# What of others tests speak to, from Debian's packages: brokers, databases, SSH, a reader of barcodes. As root on Debian; without them those
# tests skip themselves and say so. No service is started: each test starts what it needs for itself.
set -eu
packages="kcat librsvg2-bin mariadb-server nats-server openssh-server openssl postgresql rabbitmq-server zbar-tools"
missing=""
for package in $packages; do
  dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null | grep -qx installed || missing="$missing $package"
done
[ -n "$missing" ] || exit 0
policy=/usr/sbin/policy-rc.d
if [ ! -e "$policy" ]; then
  trap 'rm -f "$policy"' EXIT
  trap 'exit 1' HUP INT TERM
  printf '#!/bin/sh\nexit 101\n' >"$policy"
  chmod 755 "$policy"
fi
get() { DEBIAN_FRONTEND=noninteractive apt-get -y -qq -o Dpkg::Use-Pty=0 -o DPkg::Lock::Timeout=300 "$@" >/dev/null; }
# shellcheck disable=SC2086 # Several words.
get --no-install-recommends install $missing || { get update && get --no-install-recommends install $missing; }
