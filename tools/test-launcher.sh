#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Checks what ./plumbline says and does when something is missing, on a PATH of fakes.
set -eu
root=$(CDPATH='' cd -- "$(dirname "$0")/.." && pwd -P)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
failures=0

# A PATH with the tools the launcher itself needs, and nothing else.
base=$work/base
mkdir -p "$base"
for tool in sh awk cat cp cut date df dirname find grep gzip head kill ls mkdir mktemp mv readlink rm rmdir \
  sed sha512sum sleep tail tar touch tr uname; do
  found=$(command -v "$tool") || continue
  ln -sf "$found" "$base/$tool"
done

fake() { # fake FOLDER NAME: makes a command of standard input
  mkdir -p "$1"
  { echo "#!$base/sh"; cat; } >"$1/$2"
  chmod +x "$1/$2"
}

fake_jdk() { # fake_jdk FOLDER MAJOR
  echo 'for last; do :; done; echo "jvm $last"; printf "%s\n" "$@" >&2' | fake "$1/bin" java
  echo : | fake "$1/bin" javac
  echo "JAVA_VERSION=\"$2.0.1\"" >"$1/release"
}

# launch PATH-FOLDERS ARGUMENTS...: leaves $status, $out and $err
launch() {
  path=$1
  shift
  status=0
  env -i HOME="$work/home" PATH="$path" TMPDIR="${TMPDIR:-/tmp}" PLUMBLINE_CACHE="$work/cache" \
    PLUMBLINE_JVM_FOLDERS="$work/jvm/*" ${variables:-} \
    sh "$launcher" "$@" >"$work/out" 2>"$work/err" || status=$?
  out=$(cat "$work/out")
  err=$(cat "$work/err")
}

check() { # check NAME STATUS TEXT: the status, and TEXT on standard error, nothing else wrong
  case $err in *"$3"*) text=found ;; *) text= ;; esac
  if [ "$status" = "$2" ] && [ -n "$text" ]; then
    echo "ok   $1"
  else
    failures=$((failures + 1))
    echo "FAIL $1: status $status (expected $2), expected on standard error: $3"
    sed 's/^/     /' "$work/err"
  fi
}

launcher=$root/plumbline
launch "$base"
check "no command shows the usage" 2 "usage: ./plumbline"
launch "$base" nonsense
check "an unknown command is named" 2 "unknown command: nonsense"
launch "$base" help
check "help is a result" 0 ""
[ -n "$out" ] && [ -z "$err" ] || { failures=$((failures + 1)); echo "FAIL help belongs on standard output"; }
launch "$base" version
check "version needs nothing" 0 ""
case $out in "plumbline "[0-9]*) ;; *) failures=$((failures + 1)); echo "FAIL version printed: $out" ;; esac

launch "$base" run
check "no JDK" 1 "no JDK 25 or newer was found; install one"
fake_jdk "$work/jvm/jdk-17" 17
launch "$base" run
check "an old JDK is named" 1 "(only JDK 17)"
fake_jdk "$work/jvm/jdk-25" 25
launch "$base" test
check "no Maven" 1 "Maven was not found"
launch "$base" run
check "no npm" 1 "npm was not found"

# a project of its own, so that nothing is built for real
project=$work/project
mkdir -p "$project/server/src/main"
cp "$root/plumbline" "$root/pom.xml" "$project"
launcher=$project/plumbline
fake "$work/mvn-fails" mvn <<'END'
exit 1
END
fake "$work/mvn" mvn <<END
mkdir -p "$project/server/target/lib"
echo built >>"$work/builds"
echo "said by Maven"
: >"$project/server/target/plumbline-server-0.1.0.jar"
: >"$project/server/target/lib/a.jar"
END
fake "$work/npm-offline" npm <<'END'
echo "npm error network getaddrinfo ENOTFOUND" >&2
exit 1
END
fake "$work/npm" npm <<END
previous=; for a; do [ "\$previous" = --pack-destination ] && destination=\$a; previous=\$a; done
mkdir -p "$work/made/package"
echo engine >"$work/made/package/libchdb.so"
tar -czf "\$destination/chdb.tgz" -C "$work/made" package
END
fake "$work/arm" uname <<'END'
case $1 in -s) echo Linux ;; *) echo aarch64 ;; esac
END
fake "$work/x64" uname <<'END'
case $1 in -s) echo Linux ;; *) echo x86_64 ;; esac
END
fake "$work/bsd" uname <<'END'
case $1 in -s) echo FreeBSD ;; *) echo amd64 ;; esac
END
fake "$work/full" df <<'END'
echo "Filesystem 1024-blocks Used Available Capacity Mounted"
echo "/dev/x 100 90 10240 90% /"
END

launch "$work/npm-offline:$work/x64:$base" fetch
check "no network" 1 "npm could not fetch @chdb/lib-linux-x64-gnu@"
launch "$work/npm:$work/bsd:$base" run
check "an unknown platform" 1 "there is no embedded engine for FreeBSD amd64; set store.url"
launch "$work/npm:$work/full:$work/x64:$base" fetch
check "a full disk" 1 "where 10 MB are free"
launch "$work/npm:$work/x64:$base" fetch
check "a wrong checksum" 1 "has not the checksum that it should have"
[ -z "$(ls "$work/cache")" ] || { failures=$((failures + 1)); echo "FAIL left behind: $(ls "$work/cache")"; }
launch "$work/npm:$work/arm:$base" fetch
check "a sibling package" 0 "verified by npm's own checksum only"
[ -r "$out" ] || { failures=$((failures + 1)); echo "FAIL fetch printed: $out"; }
launch "$work/npm-offline:$work/arm:$base" fetch
check "the second time it is there" 0 ""
variables=PLUMBLINE_LIBCHDB=/nowhere/libchdb.so
launch "$work/arm:$base" fetch
check "an own library that is missing" 1 "PLUMBLINE_LIBCHDB is /nowhere/libchdb.so"
variables=

launch "$work/mvn-fails:$work/arm:$base" run
check "a broken build" 1 "the build failed"
launch "$work/mvn:$work/arm:$base" run --data there
check "run builds and becomes the JVM" 0 "dev.plumbline.server.Main"
[ "$out" = "jvm there" ] || { failures=$((failures + 1)); echo "FAIL run printed: $out"; }
launch "$work/mvn:$work/arm:$base" run --data there
check "nothing is built twice" 0 "dev.plumbline.server.Main"
[ "$(wc -l <"$work/builds" | tr -d ' ')" = 1 ] || { failures=$((failures + 1)); echo "FAIL built more than once"; }
sleep 1
touch "$project/server/src/main/Changed.java"
launch "$work/mvn:$work/arm:$base" run
check "a changed source is built" 0 "building"
rm -rf "$work/cache"
launch "$work/mvn:$work/x64:$base" run --set store.url=http://127.0.0.1:8123
check "store.url as an option needs no engine" 0 "dev.plumbline.server.Main"
printf 'store:\n  ttl: 1d\n  url: http://ch:8123 # production\n' >"$work/c.yaml"
launch "$work/mvn:$work/x64:$base" run --config "$work/c.yaml"
check "store.url in the file needs no engine" 0 "dev.plumbline.server.Main"
printf 'store:\n  url: ""\nother:\n  url: x\n' >"$work/d.yaml"
launch "$work/mvn:$work/x64:$base" run --config "$work/d.yaml"
check "an empty store.url is none" 1 "npm was not found"
variables=PLUMBLINE_STORE__URL=http://ch:8123
launch "$work/mvn:$work/x64:$base" run
check "store.url in the environment needs no engine" 0 "dev.plumbline.server.Main"

[ "$failures" = 0 ] || { echo "$failures checks of ./plumbline failed"; exit 1; }
echo "all checks of ./plumbline passed"
