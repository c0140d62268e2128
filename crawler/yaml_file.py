"""A YAML file as plain values: read strictly, `${VAR}` filled in, every problem named by its place."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

import yaml

from crawler.errors import ConfigError

_MOST_VALUES = 1_000_000
"""In one file, aliases followed: ten lines of YAML can stand for more values than memory holds."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong in a configuration: where (key path) and what to do about it."""

    path: str
    message: str


def config_error(origin: str, problems: list[Problem]) -> ConfigError:
    """One line for each problem."""
    return ConfigError("\n".join(f"{origin}: {p.path}: {p.message}" for p in problems))


def read(source: Path | dict[str, Any]) -> tuple[str, dict[str, Any], Path]:
    """What the values are called in messages, the values, and the folder that paths in them are relative to.
    Raises ConfigError."""
    if isinstance(source, Mapping):
        return "configuration", dict(source), Path.cwd()
    path = Path(source)
    try:
        raw = yaml.load(path.read_text("utf-8-sig"), _Loader)  # noqa: S506 - a SafeLoader subclass
        endless = any(islice(leaves(raw, ""), _MOST_VALUES, None))
    except FileNotFoundError:
        raise ConfigError(f"{path}: no such file; `rasid init` writes one") from None
    except OSError as error:
        raise ConfigError(f"{path}: cannot be read: {error.strerror}") from None
    except UnicodeDecodeError as error:
        raise ConfigError(f"{path}: byte {error.start + 1} is not UTF-8; save the file as UTF-8") from None
    except yaml.YAMLError as error:
        raise ConfigError(f"{path}: not valid YAML: {_yaml_problem(error)}") from None
    except RecursionError:
        raise ConfigError(f"{path}: nested too deep, or made of itself") from None
    if endless:
        raise ConfigError(f"{path}: more than {_MOST_VALUES:,} values; use fewer aliases (*)")
    if raw is None:
        raw = {}
    if not isinstance(raw, dict):
        raise ConfigError(f"{path}: the file must hold keys and values, not a {type(raw).__name__}")
    filled = {key: value for key, value in raw.items() if value is not None}
    return str(path), filled, path.absolute().parent


def _yaml_problem(error: yaml.YAMLError) -> str:
    if not isinstance(error, yaml.MarkedYAMLError) or error.problem_mark is None:
        return " ".join(str(error).split())
    mark = error.problem_mark
    remedy = "; indent with spaces" if "'\\t'" in str(error.problem) else ""
    return f"line {mark.line + 1}, column {mark.column + 1}: {error.problem}{remedy}"


_MERGE = "tag:yaml.org,2002:merge"


class _Loader(yaml.SafeLoader):
    """Words stay words (PyYAML makes a boolean of NO, and 450 of 12:30; the models know what should be a
    number), and a key given twice is an error: YAML's own rule, which PyYAML does not enforce."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        seen = set()
        for key_node, _ in node.value:
            if key_node.tag == _MERGE:
                continue
            key = self.construct_object(key_node, deep=True)
            if isinstance(key, str) and key in seen:
                raise yaml.constructor.ConstructorError(
                    None, None, f"key {key!r} stands twice", key_node.start_mark
                )
            if isinstance(key, str):
                seen.add(key)
        return super().construct_mapping(node, deep)


_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag.endswith((":null", ":merge"))]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}

_VARIABLE = re.compile(r"\$\{([^}]*)\}")


def expand(value: Any, path: str, missing: list[Problem]) -> Any:
    """`${VAR}` replaced from the environment, everywhere in the values."""
    if isinstance(value, dict):
        return {k: expand(v, join(path, k), missing) for k, v in value.items()}
    if isinstance(value, list):
        return [expand(v, f"{path}[{i}]", missing) for i, v in enumerate(value)]
    if not isinstance(value, str):
        return value
    missing.extend(
        Problem(path, f"${{{name}}} is not set; export {name} first")
        for name in _VARIABLE.findall(value)
        if name not in os.environ
    )
    return _VARIABLE.sub(lambda m: os.environ.get(m[1], m[0]), value)


def leaves(value: Any, path: str) -> Iterator[tuple[str, Any]]:
    """(key path, value) of everything that holds no other values."""
    if value and isinstance(value, dict):
        for k, v in value.items():
            yield from leaves(v, join(path, k))
    elif value and isinstance(value, list):
        for i, v in enumerate(value):
            yield from leaves(v, f"{path}[{i}]")
    else:
        yield path, value


def join(path: str, key: object) -> str:
    """The key path of a value inside the one at `path`."""
    return f"{path}.{key}" if path else str(key)
