#!/bin/sh
# Installs what the tests need from the system's package manager, where that is
# allowed: Chromium and Firefox (map tests), QGIS with its Python (project
# tests), poppler (printed pages).  Elsewhere it says what is missing and goes on; the tests
# that need it are then skipped with that reason.
set -u

missing=""
command -v chromium >/dev/null 2>&1 || command -v chromium-browser >/dev/null 2>&1 || command -v google-chrome >/dev/null 2>&1 || missing="$missing chromium"
command -v firefox >/dev/null 2>&1 || command -v firefox-esr >/dev/null 2>&1 || missing="$missing firefox-esr"
command -v pdftoppm >/dev/null 2>&1 || missing="$missing poppler-utils"
/usr/bin/python3 -c 'import qgis.core' >/dev/null 2>&1 || missing="$missing qgis python3-qgis"
[ -z "$missing" ] && exit 0

if ! command -v apt-get >/dev/null 2>&1; then
    echo "Not installed here:$missing. Install them by hand to run every test."
    exit 0
fi
if [ "$(id -u)" = 0 ]; then
    as_root=""
elif command -v sudo >/dev/null 2>&1 && sudo -n true 2>/dev/null; then
    as_root="sudo -n"
else
    echo "No right to install:$missing. To run every test: sudo apt-get install$missing"
    exit 0
fi
export DEBIAN_FRONTEND=noninteractive
$as_root apt-get update -qq
# shellcheck disable=SC2086
$as_root apt-get install -y -qq --no-install-recommends $missing >/dev/null || echo "Could not install:$missing"
