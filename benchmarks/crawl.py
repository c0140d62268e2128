"""How fast `rasid crawl` is, against the bound of its own design and against what else there is.

    python benchmarks/crawl.py [--quick] [--json] [--rounds N]

A local site of 2,000 distinct generated pages (200 with --quick) is crawled, and the same pages are processed
in the other ways, the sides taking turns in one run; ratios are medians over the rounds. See README.md here.
"""

from __future__ import annotations

import argparse
import http.client
import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from urllib.parse import urlsplit

import yaml
from report import Report, progress
from sides import CORES, Finished, bare_trafilatura, command, in_processes, stages

from crawler import watch as watch_file

HERE = Path(__file__).parent
BOUND = 0.85
"""`rasid crawl` reaches at least this share of the rate of its stages alone."""
FETCH_MS = 1.5
"""Scrapy itself, downloads only, costs at most so many CPU milliseconds per page."""


@contextmanager
def site(count: int) -> Iterator[str]:
    """The page server in a process of its own; gives its base URL."""
    process = subprocess.Popen(
        [sys.executable, HERE / "page_server.py", str(count)], stdout=subprocess.PIPE, text=True
    )
    assert process.stdout
    try:
        yield process.stdout.readline().strip()
    finally:
        process.terminate()
        process.wait()


def fetched(base: str, count: int) -> list[tuple[bytes, str]]:
    """Every page as the site sends it: gzipped body and URL."""
    connection = http.client.HTTPConnection(urlsplit(base).netloc)
    pages = []
    for number in range(count):
        connection.request("GET", f"/article/{number}.html")
        pages.append((connection.getresponse().read(), f"{base}/article/{number}.html"))
    connection.close()
    return pages


def watch_for(base: str) -> dict[str, object]:
    """The watch file of the crawl: one sitemap, no delay, a topic and names as a newsroom has them."""
    return {
        "data": "data",
        "crawl": {"delay": "0s", "per_host": 16, "allow_private_addresses": True},
        "sources": [{"name": "bench", "sitemap": f"{base}/sitemap.xml", "max_age": "all", "budget": 10_000}],
        "names": {
            "huawei": ["Huawei", "Hiawei", "هواوي", "华为", "華為", "Хуавэй"],
            "uyghur": ["Uyghur", "Uighur", "Uygur", "الإيغور", "الأويغور", "维吾尔", "уйгур"],
        },
        "topics": [{"name": "huawei", "query": "huawei"}],
    }


def rasid_crawl(base: str, count: int) -> Finished:
    """A first crawl of the site into an empty folder. SystemExit unless every page became a document."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "watch.yaml").write_text(yaml.safe_dump(watch_for(base), allow_unicode=True), "utf-8")
        finished = command([sys.executable, "-m", "crawler", "crawl", "--all", "--json"], folder)
    summary = json.loads(finished.output)
    if summary["documents"]["new"] != count:
        raise SystemExit(f"{count} pages were to become documents: {finished.output}")
    return finished


def plain_scrapy(base: str, count: int) -> Finished:
    """Scrapy with trafilatura in the callback."""
    with tempfile.TemporaryDirectory() as folder:
        arguments = [sys.executable, str(HERE / "plain_scrapy.py"), base, str(count)]
        return command(arguments, Path(folder))


def fetch_cpu_ms(base: str, count: int) -> float:
    """CPU milliseconds per page of Rasid's Scrapy when nothing is done with the pages."""
    arguments = [sys.executable, HERE / "fetch_alone.py", base, str(count)]
    return float(subprocess.run(arguments, stdout=subprocess.PIPE, text=True, check=True).stdout)


def measure(count: int, rounds: int) -> Report:
    """Sides in turn, `rounds` times; the stages alone on one half of the pages before each crawl and on the
    other half after it, so that a machine that changes its speed changes both."""
    crawl, bound, bare, scrapy, fetch = [], [], [], [], []
    with site(count) as base:
        pages = fetched(base, count)
        watch = watch_file.load(watch_for(base))
        for number in range(rounds):
            progress(f"round {number + 1} of {rounds}")
            before = in_processes(stages(watch), pages[::2])
            crawl.append(rasid_crawl(base, count))
            bound.append(count / (before + in_processes(stages(watch), pages[1::2])))
            bare.append(count / in_processes(bare_trafilatura, pages))
            scrapy.append(count / plain_scrapy(base, count).seconds)
            fetch.append(fetch_cpu_ms(base, count))
    rates = [count / c.seconds for c in crawl]

    def ratio(of: list[float], to: list[float]) -> float:
        return round(median(a / b for a, b in zip(of, to, strict=True)), 3)

    report = Report()
    report.figures = {
        "pages": count,
        "page_kilobytes": round(median(len(b) for b, _ in pages) / 1000),
        "cores": CORES,
        "rounds": rounds,
        "rasid_crawl_pages_per_second": round(median(rates), 1),
        "stages_alone_pages_per_second": round(median(bound), 1),
        "bare_trafilatura_pages_per_second": round(median(bare), 1),
        "plain_scrapy_trafilatura_pages_per_second": round(median(scrapy), 1),
        "crawl_to_bare_trafilatura": ratio(rates, bare),
        "crawl_to_plain_scrapy": ratio(rates, scrapy),
        "crawl_cpu_ms_per_page": round(median(c.cpu for c in crawl) / count * 1000, 1),
        "crawl_parent_cpu_ms_per_page": round(median(c.own_cpu for c in crawl) / count * 1000, 2),
        "crawl_peak_memory_mb": round(max(c.memory for c in crawl) / 1e6),
    }
    report.at_least("crawl_to_stages_alone", ratio(rates, bound), BOUND)
    report.at_most("scrapy_cpu_ms_per_page", median(fetch), FETCH_MS)
    return report


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--quick", action="store_true", help="200 pages instead of 2,000")
    parser.add_argument("--json", action="store_true", help="print one JSON value")
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    return measure(200 if options.quick else 2000, options.rounds).finish(options.json)


if __name__ == "__main__":
    sys.exit(main())
