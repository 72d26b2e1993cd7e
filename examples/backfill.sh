#!/bin/sh
# Fetches missing days, one month at a time, and writes one file per day:
#
#   backfill.sh FOLDER [DAYS]
#
# The default is 89 days, the reach of the analytics endpoints. Asynchronous reports reach back 914 days.
#
# If a month fails, the script exits with the exit code of pinads. Run it again to continue from there; it
# reuses saved responses and existing files. Use a daily job to keep the last 30 days up to date.
set -eu

if [ $# -lt 1 ] || ! [ "${2:-89}" -gt 0 ]; then
    echo 'usage: backfill.sh FOLDER [DAYS]' >&2
    exit 2
fi
folder=$1 days=${2:-89} now=$(date +%s) first='' pinads=''
mkdir -p "$folder"

# Stopping this script stops pinads too.
stop() { kill "$pinads" 2>/dev/null || :; wait; exit "$1"; }
trap 'stop 130' INT; trap 'stop 143' TERM

date_of() { date -u -d "@$1" +%F 2>/dev/null || date -u -r "$1" +%F; } # GNU and BusyBox, or BSD

fetch() {
    [ -n "$first" ] || return 0
    # No limit of Pinterest lasts longer than a day.
    pinads delivery-metrics --all-ad-accounts --start-date "$first" --end-date "$last" \
        --max-wait 25h --resume --output "$folder/{date}.csv" & pinads=$!
    wait "$pinads" || exit
    first='' pinads=''
}

while [ "$days" -gt 0 ]; do
    day=$(date_of $((now - days * 86400))) days=$((days - 1))
    case $first in "${day%-*}"-*) ;; *) fetch ;; esac
    if [ -e "$folder/$day.csv" ]; then fetch; else first=${first:-$day} last=$day; fi
done
fetch
