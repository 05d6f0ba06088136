#!/bin/sh
# Collects programs with the libraries that they load, and nothing else: for images that have no shell and no packages.
# What a package manager knows of them goes along, so that scanners find what is there.
#   collect-programs.sh FOLDER PROGRAM…
set -eu
folder=$1
shift
mkdir -p "$folder/usr/lib" "$folder/var/lib/dpkg/status.d"

# owner FILE: writes down the package that a file is from, once. Not every program is from one. Where `/lib` is a link, a
# package may know its file under the other name.
owner() {
  for package in $(dpkg-query --search "$1" "/usr$1" 2>/dev/null | sed -n 's/^\([^ :]*\)[:,].*/\1/p' | sort -u); do
    [ -s "$folder/var/lib/dpkg/status.d/$package" ] || dpkg-query --status "$package" >"$folder/var/lib/dpkg/status.d/$package"
  done
}

for program in "$@"; do
  mkdir -p "$folder${program%/*}"
  cp -L "$program" "$folder$program"
  owner "$program"
  # The loader of glibc lists instead of starting the program. Its own path is fixed, all others are searched for.
  LD_TRACE_LOADED_OBJECTS=1 "$program" | sed -n 's/^[^/]*\(\/[^ ]*\) (.*/\1/p' | while read -r library; do
    case $library in
      */ld-linux*) target=$library ;;
      *) target=/usr/lib/${library#*/lib/} ;;
    esac
    mkdir -p "$folder${target%/*}"
    cp -L "$library" "$folder$target"
    owner "$library"
  done
done
