# SPDX-License-Identifier: BSL-1.0
"""What the checks share: which files there are, and how findings are reported."""
import os
import sys

NOT_SOURCES = {'.git', '.cache', 'build', 'run', '__pycache__'}
CPP = ('.cpp', '.hpp')


def root_argument():
    """The tree to check: the first argument, or the checkout the check lies in."""
    here = os.path.dirname(os.path.abspath(__file__))
    return os.path.abspath(sys.argv[1] if len(sys.argv) > 1 else os.path.join(here, '..', '..'))


def all_files(root):
    """Paths relative to root, sorted."""
    found = []
    for folder, folders, names in os.walk(root):
        folders[:] = [f for f in folders if f not in NOT_SOURCES]
        found += [os.path.relpath(os.path.join(folder, name), root) for name in names]
    return sorted(found)


def cpp_files(root):
    """The C++ files among them."""
    return [path for path in all_files(root) if path.endswith(CPP)]


def read_lines(root, path):
    """The lines of a text file without their ends; none of a file that is not text."""
    try:
        with open(os.path.join(root, path), encoding='utf-8') as file:
            return file.read().split('\n')
    except UnicodeDecodeError:
        return []


def finish(check, findings, looked_at):
    """Prints the findings and ends the program: status 1 if there are any."""
    for finding in findings:
        print(finding)
    print(f'{check}: {looked_at} files, {len(findings)} findings')
    sys.exit(1 if findings else 0)
