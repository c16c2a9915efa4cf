"""Load on the server for some seconds: by `wrk` if it is installed, else by our own client."""

import json
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

WRK = shutil.which("wrk")

# `requests` and `expected` come before it. wrk has one thread, so that the counters are whole.
SCRIPT = """
local turn = 0
local wrong = 0
function fresh()
  return (string.gsub("xxxxxxxx-xxxx-4xxx-8xxx-xxxxxxxxxxxx", "x", function()
    return string.format("%x", math.random(0, 15))
  end))
end
function init(args) math.randomseed(os.time() + tonumber(args[1])) end
function request()
  turn = turn + 1
  local r = requests[(turn - 1) % #requests + 1]
  local body = r.body
  if body ~= "" then body = string.gsub(body, "{fresh}", fresh) else body = nil end
  return wrk.format(r.method, r.path, r.headers, body)
end
threads = {}
function setup(thread) table.insert(threads, thread) end
function response(status) if status ~= expected then wrong_answers = (wrong_answers or 0) + 1 end end
function done(summary, latency)
  local e = summary.errors
  local wrong = 0
  for _, thread in ipairs(threads) do wrong = wrong + (thread:get("wrong_answers") or 0) end
  io.write(string.format('\\n{"count": %d, "errors": %d, "seconds": %f, "p50": %f, "p99": %f}\\n',
    summary.requests, wrong + e.connect + e.read + e.write + e.timeout, summary.duration / 1e6,
    latency:percentile(50) / 1000, latency:percentile(99) / 1000))
end
"""
started = 0


def run(scenario: dict, port: int, seconds: float, connections: int) -> dict:
    """How many requests were answered, how many wrongly, and how long the answers took (ms)."""
    return (by_wrk if WRK else by_ours)(scenario, port, seconds, connections)


def by_ours(scenario: dict, port: int, seconds: float, connections: int) -> dict:
    command = [sys.executable, "-m", "benchmarks.client", "--port", str(port), "--seconds", str(seconds)]
    command += ["--connections", str(connections), "--status", str(scenario["status"])]
    asked = json.dumps(scenario["requests"])
    done = subprocess.run(command, input=asked, capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


def by_wrk(scenario: dict, port: int, seconds: float, connections: int) -> dict:
    global started  # seeds the random numbers of `{fresh}`, so that no two runs send the same
    started += 1
    with tempfile.TemporaryDirectory() as home:
        script = Path(home) / "script.lua"
        requests = ", ".join(in_lua(request) for request in scenario["requests"])
        script.write_text(f"requests = {{{requests}}}\nexpected = {scenario['status']}\n{SCRIPT}")
        shape = ["-t1", f"-c{connections}", f"-d{seconds:g}s", "-s", str(script)]
        command = [WRK, *shape, f"http://127.0.0.1:{port}", "--", str(started)]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
    return json.loads(done.stdout.strip().splitlines()[-1])


def in_lua(value: object) -> str:
    """A value of JSON as Lua writes it."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"[ {in_lua(k)} ] = {in_lua(v)}" for k, v in value.items()) + "}"
    text = str(value)
    level = "=" * (max((len(run) for run in text.split("]")), default=0) + 1 if "]" in text else 1)
    return f"[{level}[{text}]{level}]"
