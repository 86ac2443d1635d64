"""What /proc and a few commands say about this machine and the processes on it."""

import os
import pathlib
import platform
import re
import subprocess

from .options import ROOT


def family(identifier):
    """A process and its descendants: nginx works in a child of the process that was started."""
    members = [identifier]
    for member in members:
        for task in pathlib.Path(f"/proc/{member}/task").glob("*/children"):
            members += map(int, task.read_text().split())
    return members


def cpu_seconds(identifier):
    """User and system time of a family so far: proc(5), fields 14 and 15 of stat."""
    ticks = 0
    for member in family(identifier):
        fields = pathlib.Path(f"/proc/{member}/stat").read_text().rpartition(")")[2].split()
        ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")


def memory(identifier, field="VmRSS"):
    """Bytes of a family, by a field of /proc/PID/status: VmRSS, VmHWM, RssAnon."""
    total = 0
    for member in family(identifier):
        text = pathlib.Path(f"/proc/{member}/status").read_text()
        total += int(re.search(rf"^{field}:\s+(\d+) kB", text, re.MULTILINE).group(1)) * 1024
    return total


def output_of(*line):
    """The first line of a command's output, or None if it cannot be had."""
    try:
        done = subprocess.run(line, capture_output=True, text=True, cwd=ROOT, check=True)
    except (OSError, subprocess.CalledProcessError):
        return None
    lines = (done.stdout or done.stderr).splitlines()
    return lines[0].strip() if lines else None


def file_system(folder):
    return output_of("stat", "--file-system", "--format=%T", str(folder))


def commit():
    name = output_of("git", "rev-parse", "--short=12", "HEAD") or "none yet"
    changed = output_of("git", "status", "--porcelain", "--untracked-files=no", "--", "Sources", "Package.swift")
    return name + (" with local changes" if changed else "")


def processor():
    text = pathlib.Path("/proc/cpuinfo").read_text()
    match = re.search(r"model name\s*:\s*(.+)", text)
    return match.group(1) if match else platform.machine()
