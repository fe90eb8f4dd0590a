#!/usr/bin/env python3
"""Fills dialects.tsv: what real programs make of the snippets in it.

A row is a kind, a `.env` file, a key in it, and what each program sets that key to. Files and values are JSON strings;
`unset` and `error` (the program refuses the file) are no strings. To add a row, add its first three cells and run

    pip install python-dotenv==1.2.4
    npm install --prefix NODE_DIRECTORY dotenv@18.0.10
    tests/dotenv/fill.py --node NODE_DIRECTORY --compose PATH_TO_DOCKER_COMPOSE

docker-compose is that of Debian's package docker-compose 2.40.3-3 (/usr/libexec/docker/cli-plugins/docker-compose); it
needs no engine to read files. The programs run with no variable in their environment but VAR, which is `filled`. The
names of the columns say which versions were asked.
"""

import argparse
import csv
import json
import shutil
import subprocess
import sys
import tempfile
from importlib.metadata import version
from pathlib import Path

TABLE = Path(__file__).with_name("dialects.tsv")
ENVIRONMENT = {"VAR": "filled"}
UNSET, ERROR = "unset", "error"


def run(command, directory):
    return subprocess.run(command, cwd=directory, env=ENVIRONMENT, capture_output=True, check=False)


def compose(directory, program):
    """As `env_file` of a service; the file of a project, `.env`, is read by the same code."""
    (directory / "compose.yaml").write_text("services: {it: {image: it, env_file: [.env]}}")
    done = run([program, "config", "--format", "json"], directory)
    if done.returncode:
        return None
    values = json.loads(done.stdout)["services"]["it"].get("environment") or {}
    # It prints what can be read again, so every dollar twice.
    return {key: value and value.replace("$$", "$") for key, value in values.items()}


def python(directory):
    script = "import dotenv, json; print(json.dumps(dotenv.dotenv_values('.env')))"
    return json.loads(run([sys.executable, "-c", script], directory).stdout)


def node(directory, parser):
    script = f"const text = require('fs').readFileSync('.env', 'utf8'); console.log(JSON.stringify(({parser})(text)))"
    return json.loads(run([shutil.which("node"), "-e", script], directory).stdout)


def shell(directory):
    # No command is found, so that nothing in a file can run one.
    script = "PATH=/nowhere; set -a; SHELL_ID=$$; . ./.env; /usr/bin/env -0"
    done = run([shutil.which("dash"), "-c", script], directory)
    if done.returncode:
        return None
    pairs = dict(pair.split("=", 1) for pair in done.stdout.decode().split("\0") if "=" in pair)
    # `$$` is its process's number, another one in every run.
    number = pairs.pop("SHELL_ID")
    return {key: value.replace(number, "<pid>") for key, value in pairs.items()}


def cell(values, key):
    if values is None:
        return ERROR
    value = values.get(key)
    return UNSET if value is None else shown(value)


def shown(text):
    """A JSON string in which all that cannot be seen is escaped."""
    quoted = json.dumps(text, ensure_ascii=False)
    return "".join(c if c.isprintable() else f"\\u{ord(c):04x}" for c in quoted)


def versions(options):
    def said(*command):
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()

    package = options.node / "node_modules/dotenv/package.json"
    return [
        f"docker compose {said(options.compose, 'version', '--short')}",
        f"python-dotenv {version('python-dotenv')}",
        f"node dotenv {json.loads(package.read_text())['version']}",
        f"node --env-file {said('node', '--version')}",
        f"dash {said('dpkg-query', '--show', '--showformat=${Version}', 'dash')}",
    ]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--compose", required=True, type=lambda path: Path(path).resolve())
    parser.add_argument("--node", required=True, type=lambda path: Path(path).resolve())
    options = parser.parse_args()
    module = options.node / "node_modules/dotenv"
    programs = [
        lambda directory: compose(directory, options.compose),
        python,
        lambda directory: node(directory, f"require('{module}').parse"),
        lambda directory: node(directory, "require('util').parseEnv"),
        shell,
    ]
    with TABLE.open(newline="") as table:
        rows = [row[:3] for row in csv.reader(table, delimiter="\t", quoting=csv.QUOTE_NONE)][1:]
    filled = [["kind", "file", "key", *versions(options)]]
    for kind, file, key in rows:
        with tempfile.TemporaryDirectory() as name:
            directory = Path(name)
            (directory / ".env").write_bytes(json.loads(file).encode())
            filled.append([kind, file, key, *(cell(program(directory), key) for program in programs)])
    TABLE.write_text("".join("\t".join(row) + "\n" for row in filled))


main()
