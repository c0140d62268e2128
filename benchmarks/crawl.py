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
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from urllib.parse import urlsplit

import yaml
from report import Report, progress
from sides import CORES, WARM_UP, Finished, Worked, bare_trafilatura, command, in_processes, stages

from crawler import watch as watch_file
from crawler.watch import Watch

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


def rasid_crawl(base: str, limit: int) -> Finished:
    """A first crawl of `limit` pages of the site into an empty folder. SystemExit unless each of them became
    a document."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "watch.yaml").write_text(yaml.safe_dump(watch_for(base), allow_unicode=True), "utf-8")
        crawl = ["-m", "crawler", "crawl", "--all", "--json", "--limit", str(limit)]
        finished = command([sys.executable, *crawl], folder)
    if json.loads(finished.output)["documents"]["new"] != limit:
        raise SystemExit(f"{limit} pages were to become documents: {finished.output}")
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


@dataclass
class Round:
    """One turn of every side over all pages.

    `start` is a crawl of the first few pages alone: what `rasid crawl` takes before it is under way, as the
    other sides are when their clock starts. `stages` is measured on one half of the pages before the crawl
    and on the other half after it, so that a machine that changes its speed changes both.
    """

    start: Finished
    crawl: Finished
    stages: Worked
    bare: Worked
    scrapy: Finished
    fetch_ms: float

    def to_bound(self, count: int) -> float:
        """The rate of `rasid crawl` under way, as a share of the rate of its stages alone."""
        crawl_rate = (count - WARM_UP) / (self.crawl.seconds - self.start.seconds)
        return crawl_rate / (count / self.stages.seconds)

    def worker_share(self) -> float:
        """The workers' CPU time under way, as a share of what all cores had."""
        workers = (self.crawl.cpu - self.crawl.own_cpu) - (self.start.cpu - self.start.own_cpu)
        return workers / CORES / (self.crawl.seconds - self.start.seconds)


def one_round(base: str, pages: list[tuple[bytes, str]], watch: Watch) -> Round:
    count = len(pages)
    before = in_processes(stages(watch), pages[::2])
    crawl = rasid_crawl(base, count)
    after = in_processes(stages(watch), pages[1::2])
    return Round(
        start=rasid_crawl(base, WARM_UP),
        crawl=crawl,
        stages=Worked(before.seconds + after.seconds, before.cpu + after.cpu),
        bare=in_processes(bare_trafilatura, pages),
        scrapy=plain_scrapy(base, count),
        fetch_ms=fetch_cpu_ms(base, count),
    )


def measure(count: int, rounds: int) -> list[Round]:
    with site(count) as base:
        pages = fetched(base, count)
        watch = watch_file.load(watch_for(base))
        progress(f"{count} pages of {median(len(b) for b, _ in pages) / 1000:.0f} kB gzipped, {CORES} cores")
        done = []
        for number in range(rounds):
            progress(f"round {number + 1} of {rounds}")
            done.append(one_round(base, pages, watch))
    return done


def report(count: int, rounds: list[Round]) -> Report:
    def middle(value: Callable[[Round], float], digits: int = 1) -> float:
        return round(median(value(r) for r in rounds), digits)

    made = Report()
    made.figures = {
        "pages": count,
        "cores": CORES,
        "rounds": len(rounds),
        "rasid_crawl_pages_per_second": middle(lambda r: count / r.crawl.seconds),
        "rasid_crawl_start_up_seconds": middle(lambda r: r.start.seconds),
        "stages_alone_pages_per_second": middle(lambda r: count / r.stages.seconds),
        "bare_trafilatura_pages_per_second": middle(lambda r: count / r.bare.seconds),
        "plain_scrapy_trafilatura_pages_per_second": middle(lambda r: count / r.scrapy.seconds),
        "crawl_to_bare_trafilatura": middle(lambda r: r.bare.seconds / r.crawl.seconds, 3),
        "crawl_to_plain_scrapy": middle(lambda r: r.scrapy.seconds / r.crawl.seconds, 3),
        "crawl_cpu_ms_per_page": middle(lambda r: r.crawl.cpu / count * 1000),
        "crawl_first_process_cpu_ms_per_page": middle(lambda r: r.crawl.own_cpu / count * 1000),
        "crawl_workers_share_of_cores": middle(Round.worker_share, 3),
        "stages_cpu_ms_per_page": middle(lambda r: r.stages.cpu / count * 1000),
        "bare_trafilatura_cpu_ms_per_page": middle(lambda r: r.bare.cpu / count * 1000),
        "crawl_peak_memory_mb": round(max(r.crawl.memory for r in rounds) / 1e6),
        "plain_scrapy_peak_memory_mb": round(max(r.scrapy.memory for r in rounds) / 1e6),
    }
    made.at_least("crawl_to_stages_alone", median(r.to_bound(count) for r in rounds), BOUND)
    made.at_most("scrapy_cpu_ms_per_page", median(r.fetch_ms for r in rounds), FETCH_MS)
    return made


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--quick", action="store_true", help="200 pages instead of 2,000")
    parser.add_argument("--json", action="store_true", help="print one JSON value")
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    count = 200 if options.quick else 2000
    return report(count, measure(count, options.rounds)).finish(options.json)


if __name__ == "__main__":
    sys.exit(main())
