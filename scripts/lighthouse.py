"""Asks Lighthouse about the main pages: python scripts/lighthouse.py [--runs N] [NAME ...].

Lighthouse comes from npm into var/lighthouse, and looks at a site as on a server, with the demo
people, as a middling phone on a slow network sees it. Prints the median of the runs and, of what
is missing to the targets, why. Ends with 1 where a page misses one. Needs Node and Chromium.

The column "machine" is Lighthouse's own measure of this machine at that moment. Below 1000 it is
slow or busy, and the performance says more about that than about the page.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from scripts.sites import Site, production_site  # noqa: E402 - the path comes first
from tests.e2e import chromium  # noqa: E402

VERSION = "12.8.2"
FOLDER = ROOT / "var" / "lighthouse"
ATTEMPTS = 3
LEARNER = "learner@demo.example"
# Search engines have no business on a person's own pages.
TARGETS = {"performance": 95, "accessibility": 100, "best-practices": 100, "seo": 100}
PAGES = {
    "landing": ("/", None),
    "roles": ("/roles/", None),
    "roadmap": ("/roadmap/", None),
    "stage": ("/roadmap/core-machine-learning/", None),
    "dashboard": ("/dashboard/", LEARNER),
    "portfolio": ("/p/amara-osei/", None),
}
FIGURES = {
    "first-contentful-paint": "FCP",
    "largest-contentful-paint": "LCP",
    "total-blocking-time": "TBT",
    "cumulative-layout-shift": "CLS",
}

Report = dict[str, Any]


def main() -> None:
    arguments = argparse.ArgumentParser(description="Asks Lighthouse about the main pages.")
    arguments.add_argument("--runs", type=int, default=3, help="how often; the median counts")
    arguments.add_argument("names", nargs="*", help="only these pages, such as roles dashboard")
    chosen = arguments.parse_args()
    program = install()
    missed = False
    with production_site(LEARNER) as site:
        print("| page |", " | ".join([*TARGETS, *FIGURES.values(), "machine"]), "|")
        print("| --- |" + " ---: |" * (len(TARGETS) + len(FIGURES) + 1))
        for name in chosen.names or PAGES:
            reports = [ask(program, site, name) for _ in range(chosen.runs)]
            scores = {kind: score_of(reports, kind) for kind in wanted(name)}
            cells = [str(scores.get(kind, "–")) for kind in TARGETS]
            cells += [figure_of(reports, figure) for figure in FIGURES]
            cells.append(f"{median(each['environment']['benchmarkIndex'] for each in reports):.0f}")
            print("|", " | ".join([name, *cells]), "|", flush=True)
            for kind, score in scores.items():
                if score < TARGETS[kind]:
                    missed = True
                    print("\n".join(f"    {kind}: {line}" for line in reasons(reports[-1], kind)))
    sys.exit(missed)


def install() -> Path:
    """Lighthouse's program, from npm where it is not there yet."""
    if shutil.which("npm") is None or chromium.find() is None:
        sys.exit("Lighthouse needs Node with npm, and Chromium (or its path in CHROMIUM).")
    program = FOLDER / "node_modules" / ".bin" / "lighthouse"
    package = FOLDER / "node_modules" / "lighthouse" / "package.json"
    if not package.exists() or json.loads(package.read_text())["version"] != VERSION:
        FOLDER.mkdir(parents=True, exist_ok=True)
        command = ["npm", "install", "--no-audit", "--no-fund", "--prefix", str(FOLDER)]
        subprocess.run([*command, f"lighthouse@{VERSION}"], check=True)  # noqa: S607 - from PATH
    return program


def wanted(name: str) -> list[str]:
    is_public = PAGES[name][1] is None
    return [kind for kind in TARGETS if is_public or kind != "seo"]


def ask(program: Path, site: Site, name: str) -> Report:
    path, person = PAGES[name]
    command = [str(program), site.address + path, "--quiet", "--output=json"]
    command += [f"--only-categories={','.join(wanted(name))}"]
    command += [f"--chrome-flags={' '.join(['--headless=new', *chromium.ARGUMENTS])}"]
    if person:
        command.append(
            f"--extra-headers={json.dumps({'Cookie': f'sessionid={site.sessions[person]}'})}"
        )
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.json"
        run([*command, f"--output-path={report}"])
        (FOLDER / f"{name}.json").write_text(report.read_text())
        found: Report = json.loads(report.read_text())
        return found


def run(command: list[str]) -> None:
    """Runs Lighthouse; again where it failed to record, which happens now and then."""
    environment = os.environ | {"CHROME_PATH": str(chromium.find())}
    for attempt in range(1, ATTEMPTS + 1):
        done = subprocess.run(command, env=environment, check=attempt == ATTEMPTS)
        if done.returncode == 0:
            return


def score_of(reports: list[Report], kind: str) -> int:
    return round(100 * median(report["categories"][kind]["score"] or 0 for report in reports))


def figure_of(reports: list[Report], figure: str) -> str:
    middle = median(report["audits"][figure]["numericValue"] for report in reports)
    if figure == "cumulative-layout-shift":
        return f"{middle:.3f}"
    return f"{middle:.0f} ms"


def reasons(report: Report, kind: str) -> list[str]:
    """What kept the page from full marks."""
    audits = (report["audits"][item["id"]] for item in report["categories"][kind]["auditRefs"])
    return [
        f"{audit['title']} {audit.get('displayValue', '')}".strip()
        for audit in audits
        if audit["score"] is not None and audit["score"] < 1
    ]


if __name__ == "__main__":
    main()
