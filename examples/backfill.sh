#!/bin/sh
# Fetches the days that are not there yet, a month at a time, into a file for each day:
#
#   backfill.sh FOLDER [DAYS]
#
# 89 days unless told otherwise: so far back Pinterest answers at once. Its reports reach back 914.
#
# A month that fails ends it with the exit code of pinads. Start it again and it goes on from there,
# with what it was answered already; a file that is there is whole. To keep the last 30 days true is
# left to a daily job.
set -eu

if [ $# -lt 1 ] || ! [ "${2:-89}" -gt 0 ]; then
    echo 'usage: backfill.sh FOLDER [DAYS]' >&2
    exit 2
fi
folder=$1 days=${2:-89} now=$(date +%s) first='' pinads=''
mkdir -p "$folder"

# Whoever ends this script ends pinads too.
stop() { kill "$pinads" 2>/dev/null || :; wait; exit "$1"; }
trap 'stop 130' INT; trap 'stop 143' TERM

date_of() { date -u -d "@$1" +%F 2>/dev/null || date -u -r "$1" +%F; } # GNU and BusyBox, or BSD

fetch() {
    [ -n "$first" ] || return 0
    # No quota of Pinterest's lasts longer than a day.
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
