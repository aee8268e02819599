"""A runtime with only what some generated files use.

What nothing mentions is left out: modules, classes, functions, methods and constants. A name
that is mentioned anywhere keeps all that has it, so that too much is kept at times and
never too little. Methods of classes that extend a library's, and those that a decorator
registers, are kept, as others call them.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Mapping

from attrs import define, field

from tc3gen.python.vendor.cut import cut
from tc3gen.python.vendor.names_used import (
    defined,
    is_for_types,
    is_text,
    siblings,
    used,
)

ALWAYS = frozenset(
    ("send", "call", "close", "with_options", "from_wire", "to_wire", "request_id")
)
"""What a user may call although nothing generated does."""

ASKED_FOR = frozenset(("_bulk", "_wait", "pages", "paginate", "stream"))
"""Methods of the clients that only generated ones call."""

_HARMLESS = frozenset(
    ("property", "staticmethod", "classmethod", "contextmanager", "cache", "define",
     "asynccontextmanager", "lru_cache", "dataclass_transform", "frozen", "setter")
)  # fmt: skip

_UNTYPED = "# mypy: disable-error-code=no-any-return\n"
"""What stands in for a module has no types."""

_TYPES_ONLY = '''\
"""Not in this package; only its types are mentioned."""

from typing import Any


def __getattr__(name: str) -> Any:
    raise AttributeError(name)
'''

Function = (ast.FunctionDef, ast.AsyncFunctionDef)


def shaken(
    sources: Mapping[str, str],
    generated: Iterable[str],
    *,
    left_out: Mapping[str, str],
    wanted: Iterable[str] = (),
) -> dict[str, str]:
    """The modules that are left, each with what is left of it.

    `sources` are the modules of the runtime by name, `generated` the files that use them.
    A module in `left_out` is replaced by the text there if something would import it, and
    one that is imported for its types only by one that has no types; all names of a module
    in `wanted` are kept.
    """
    shake = _Shake({name: _Module(name, text) for name, text in sources.items()})
    for text in generated:
        shake.mention(text)
    for name in wanted:
        shake.keep_all(name)
    shake.run(left_out.keys() - set(wanted))
    made = {name: left_out.get(name, _TYPES_ONLY) for name in shake.missed}
    for name in shake.kept:
        module = shake.modules[name]
        made[name] = cut(module.source, module.tree, module.dropped())
        if any(missed in siblings(ast.parse(made[name])) for missed in shake.missed):
            made[name] = _UNTYPED + made[name]
    return dict(sorted(made.items()))


@define
class _Module:
    name: str
    source: str
    tree: ast.Module = field(init=False)
    kept: set[int] = field(factory=set)
    """The statements and methods that are kept, by `id`."""
    mentions: set[str] = field(factory=set)
    """The names that they mention."""

    def __attrs_post_init__(self) -> None:
        self.tree = ast.parse(self.source)

    def statements(self) -> Iterator[ast.stmt]:
        for statement in self.tree.body:
            if is_for_types(statement):
                assert isinstance(statement, ast.If)
                yield from statement.body
            else:
                yield statement

    def for_types(self) -> Iterator[ast.stmt]:
        for statement in self.tree.body:
            if is_for_types(statement):
                assert isinstance(statement, ast.If)
                yield from statement.body

    def dropped(self) -> list[ast.stmt]:
        """What nothing mentions; imports are looked at when it is cut."""
        return [
            node
            for statement in self.statements()
            for node in (statement, *_methods(statement))
            if id(node) not in self.kept and not _is_import(node) and not is_text(node)
        ]


@define
class _Shake:
    modules: dict[str, _Module]
    kept: set[str] = field(factory=set)
    missed: set[str] = field(factory=set)
    """Modules that are left out, but that something would import."""
    names: set[str] = field(factory=lambda: set(ALWAYS))
    asked: set[str] = field(factory=set)
    """The names that generated files mention."""

    def mention(self, text: str) -> None:
        """Keeps what a generated file imports and mentions."""
        tree = ast.parse(text)
        self.asked |= used(tree)
        self.names |= self.asked
        for node in ast.walk(tree):
            if isinstance(node, ast.ImportFrom) and node.module is not None:
                head, _, module = node.module.rpartition("_core.")
                if not head and module in self.modules:
                    self.kept.add(module)
                elif node.module == "_core":
                    self.kept.update(alias.name for alias in node.names)

    def keep_all(self, name: str) -> None:
        self.kept.add(name)
        for statement in self.modules[name].tree.body:
            self.names.update(defined(statement))
            self.names.update(method.name for method in _methods(statement))

    def run(self, left_out: Iterable[str]) -> None:
        """Keeps what is mentioned, until nothing is added."""
        left_out = set(left_out)
        self.missed |= self.kept & left_out
        self.kept -= left_out
        before = -1
        while before != (before := self._size()):
            for name in sorted(self.kept):
                self._look(self.modules[name], left_out)
        for name in sorted(self.kept):
            self._stand_in(self.modules[name])

    def _stand_in(self, module: _Module) -> None:
        """Modules that are imported for types only."""
        for statement in module.for_types():
            if isinstance(statement, ast.ImportFrom) and statement.level == 1:
                for alias in statement.names:
                    name = statement.module or alias.name
                    if alias.name in module.mentions and name not in self.kept:
                        self.missed.add(name)

    def _size(self) -> int:
        return len(self.names) + sum(len(m.kept) for m in self.modules.values())

    def _look(self, module: _Module, left_out: set[str]) -> None:
        for statement in module.statements():
            if id(statement) not in module.kept and self._is_needed(statement):
                module.kept.add(id(statement))
                self._use(module, statement, left_out)
            if id(statement) in module.kept:
                for method in _methods(statement):
                    if id(method) not in module.kept and self._calls(statement, method):
                        module.kept.add(id(method))
                        self._use(module, method, left_out)
        for statement in module.tree.body:
            if isinstance(statement, ast.ImportFrom) and statement.level == 1:
                self._follow(module, statement, left_out)

    def _use(self, module: _Module, node: ast.stmt, left_out: set[str]) -> None:
        parts: list[ast.AST] = [node]
        if isinstance(node, ast.ClassDef):
            methods = {id(method) for method in _methods(node)}
            body = [
                inner
                for inner in node.body
                if id(inner) not in methods and not is_text(inner)
            ]
            parts = [*node.decorator_list, *node.bases, *node.keywords, *body]
        mentioned = used(*parts)
        module.mentions |= mentioned
        self.names |= mentioned
        if not isinstance(node, ast.ClassDef):
            for name in siblings(node):
                self._add(name, left_out)

    def _follow(
        self, module: _Module, statement: ast.ImportFrom, left_out: set[str]
    ) -> None:
        """The modules of imports whose names are mentioned."""
        for alias in statement.names:
            if (alias.asname or alias.name) in module.mentions:
                self.names.add(alias.name)
                self._add(statement.module or alias.name, left_out)

    def _add(self, name: str, left_out: set[str]) -> None:
        (self.missed if name in left_out else self.kept).add(name)

    def _is_needed(self, statement: ast.stmt) -> bool:
        if _is_import(statement) or is_text(statement):
            return False
        names = defined(statement)
        return not names or any(
            name in self.names or _is_dunder(name) for name in names
        )

    def _calls(self, owner: ast.stmt, method: ast.stmt) -> bool:
        assert isinstance(owner, ast.ClassDef)
        assert isinstance(method, Function)
        if method.name in ASKED_FOR and "Client" in owner.name:
            return method.name in self.asked or (
                method.name == "pages" and "paginate" in self.asked
            )
        if method.name in self.names or _is_dunder(method.name):
            return True
        if any(_head(base) not in self._classes() for base in owner.bases):
            return True  # a library's class, which calls it
        return any(_head(d) not in _HARMLESS for d in method.decorator_list)

    def _classes(self) -> set[str]:
        return {
            name
            for module in self.modules.values()
            for statement in module.tree.body
            if isinstance(statement, ast.ClassDef)
            for name in [statement.name]
        } | {"Generic", "NamedTuple", "Enum"}


def _methods(statement: ast.stmt) -> list[ast.FunctionDef | ast.AsyncFunctionDef]:
    if not isinstance(statement, ast.ClassDef):
        return []
    return [inner for inner in statement.body if isinstance(inner, Function)]


def _is_import(node: ast.stmt) -> bool:
    return isinstance(node, (ast.Import, ast.ImportFrom))


def _is_dunder(name: str) -> bool:
    return name.startswith("__") and name.endswith("__")


def _head(node: ast.expr) -> str:
    """The last name of `a.b[c](d)`."""
    while True:
        if isinstance(node, ast.Call):
            node = node.func
        elif isinstance(node, ast.Subscript):
            node = node.value
        elif isinstance(node, ast.Attribute):
            return node.attr
        else:
            return node.id if isinstance(node, ast.Name) else ""
