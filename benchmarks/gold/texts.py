"""What is written: articles and the wording of the site around them, by language."""

from __future__ import annotations

from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Literal

import yaml
from pydantic import BaseModel, BeforeValidator, ConfigDict

LANGUAGES = ("ar", "fa", "zh", "ru", "tr")
RIGHT_TO_LEFT = {"ar", "fa"}
FOLDER = Path(__file__).parent

Lines = Annotated[list[str], BeforeValidator(lambda value: [value] if isinstance(value, str) else value)]


class _Read(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, coerce_numbers_to_str=True)


class PostText(_Read):
    """A social post as its author wrote it; `id` is the platform's own."""

    platform: Literal["x", "mastodon", "bluesky", "facebook", "instagram", "telegram", "youtube", "tiktok"]
    author: str
    handle: str
    date: datetime
    id: str
    text: str
    language: str


class Item(_Read):
    """One piece of a body; exactly one of these is given."""

    p: str | None = None
    h: str | None = None
    quote: str | None = None
    list: Lines | None = None
    caption: str | None = None
    post: PostText | None = None


class Article(_Read):
    title: str
    standfirst: str | None = None
    author: str | None = None
    date: datetime
    section: str
    tags: Lines
    body: list[Item]

    @property
    def captions(self) -> list[str]:
        return [item.caption for item in self.body if item.caption]


class Comment(_Read):
    name: str
    when: str
    text: str


class Wording(_Read):
    """A site's own words in one language; `{author}`, `{date}` and `{count}` are filled in."""

    site_name: str
    tagline: str
    nav: Lines
    home: str
    breadcrumb: Lines
    by: str
    published: str
    updated: str
    months: Lines
    date_format: str
    share: Lines
    font_size: Lines
    print: str
    listen: str
    read_also: Lines
    related_heading: str
    related: Lines
    most_read: str
    most_read_items: Lines
    ad_label: str
    follow_us: Lines
    newsletter_heading: str
    newsletter_text: str
    newsletter_button: str
    email_placeholder: str
    comments_heading: str
    comment_form: Lines
    comments: list[Comment]
    cookie: str
    consent_buttons: Lines
    paywall_prompt: str
    app_promo: str
    tags_label: str
    source_label: str
    author_bio: str
    photo_credit: Lines
    footer: Lines
    copyright: str
    load_more: str
    previous: str
    next: str
    login: str
    search: str
    reactions: Lines
    views: str
    correction_prompt: str
    disclaimer: str

    def day(self, moment: datetime) -> str:
        month = self.months[moment.month - 1]
        return self.date_format.format(day=moment.day, month=month, year=moment.year)


@cache
def articles(language: str) -> list[Article]:
    return [Article.model_validate(entry) for entry in _read("articles", language)]


@cache
def wording(language: str) -> Wording:
    return Wording.model_validate(_read("wording", language))


def _read(folder: str, language: str) -> Any:
    return yaml.safe_load((FOLDER / folder / f"{language}.yaml").read_text("utf-8"))
