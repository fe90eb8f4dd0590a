#!/bin/sh
# Lints what the commit would have; `fieldguide hook` wrote this. For one commit without it: git commit --no-verify
# Programs with windows start git without the PATH of a terminal, so the usual places are looked at, too.
for fieldguide in \
    fieldguide \
    "$HOME/.cargo/bin/fieldguide" \
    "$HOME/.local/bin/fieldguide" \
    /opt/homebrew/bin/fieldguide \
    /usr/local/bin/fieldguide \
    {program}
do
    if command -v "$fieldguide" >/dev/null 2>&1; then
        exec "$fieldguide" lint --staged
    fi
done
echo 'fieldguide: nothing was linted, as fieldguide is not installed here, and so there is no commit.' >&2
echo 'Install it, or commit without it: git commit --no-verify' >&2
exit 1
