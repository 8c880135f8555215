#!/bin/sh
# OCI runtime for hosts whose capability bounding set lacks CAP_SYS_RESOURCE: takes the capability out of what
# the engine asks for, then becomes runc. Without it every privileged container fails to start there.
# Plain sh and sed because it runs at every start and exec, before anything of ours is installed.
set -eu

strip() {
  [ -f "$1" ] || return 0
  # -z: the whole file is one line to sed, however it is laid out.
  sed -i -z -E \
    -e ':again' \
    -e 's/("(bounding|effective|inheritable|permitted|ambient)":[[:space:]]*\[[^]]*)"CAP_SYS_RESOURCE"[[:space:]]*,?/\1/' \
    -e 't again' \
    -e 's/("(bounding|effective|inheritable|permitted|ambient)":[[:space:]]*\[[^]]*),[[:space:]]*\]/\1]/g' \
    "$1"
}

previous=
for word in "$@"; do
  case "$previous" in
    --bundle | -b) strip "$word/config.json" ;;
    --process | -p) strip "$word" ;;
  esac
  case "$word" in
    --bundle=*) strip "${word#--bundle=}/config.json" ;;
    --process=*) strip "${word#--process=}" ;;
  esac
  previous="$word"
done

exec "${KINDLAB_RUNC:-runc}" "$@"
