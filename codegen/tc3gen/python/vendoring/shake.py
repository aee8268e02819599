"""A runtime with only what some generated files use.

What nothing mentions is left out: modules, classes, functions, methods and constants. What a
module defines is kept where the module mentions it, or another one imports it to mention it; a
method where anything mentions an attribute of its name, so that too much is kept at times and
never too little. Methods of classes that extend a library's, and those that a decorator
registers, are kept, as others call them.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Mapping

from attrs import define, field

from tc3gen.python.source.statements import is_text
from tc3gen.python.vendoring.names_used import (
    Function,
    Mentions,
    defined_names,
    imported_from,
    imported_modules,
    is_for_types,
    mentions,
    module_of,
)

ALWAYS = frozenset(
    ("send", "call", "close", "with_options", "from_wire", "to_wire",
     "to_dict", "to_json", "from_json", "request_id",
     "refused", "refused_count", "raise_for_refused", "exceptions", "action", "derive")
)  # fmt: skip
"""Names that a user, or Python, may call although nothing generated does."""

_HARMLESS = frozenset(
    ("property", "staticmethod", "classmethod", "contextmanager", "cache", "define",
     "asynccontextmanager", "lru_cache", "dataclass_transform", "frozen", "setter")
)  # fmt: skip


def used_modules(
    sources: Mapping[str, str], generated: Iterable[str], *, wanted: Iterable[str] = ()
) -> dict[str, frozenset[str]]:
    """The modules that are used, each with those of its definitions that are not.

    `sources` are the modules of the runtime by name, `generated` the files that use them;
    all names of a module in `wanted` are kept. Definitions are `name` or `Class.method`.
    """
    shake = _Shake({name: _Module(name, text) for name, text in sources.items()})
    for text in generated:
        shake.mention(text)
    for name in wanted:
        shake.keep_all(name)
    shake.run()
    kept = shake.kept | {folder for name in shake.kept for folder in _folders(name)}
    return {name: shake.modules[name].unused() for name in sorted(kept)}


def _folders(name: str) -> Iterator[str]:
    """The modules that stand for the folders in which a module lies."""
    parts = name.split(".")[:-1]
    for end in range(1, len(parts) + 1):
        yield ".".join([*parts[:end], "__init__"])


@define
class _Module:
    name: str
    source: str
    tree: ast.Module = field(init=False)
    kept: set[str] = field(factory=set)
    """The definitions that are kept; statements that define nothing by their numbers."""
    needed: set[str] = field(factory=set)
    """The names that it, or who imports from it, mentions."""
    is_object: bool = False
    """True if it is imported itself, so that its names are attributes."""

    def __attrs_post_init__(self) -> None:
        self.tree = ast.parse(self.source)

    def statements(self) -> Iterator[ast.stmt]:
        for statement in self.tree.body:
            inner = statement.body if is_for_types(statement) else [statement]  # type: ignore[attr-defined]
            yield from (s for s in inner if not _is_import(s) and not is_text(s))

    def unused(self) -> frozenset[str]:
        """The definitions that nothing mentions."""
        found = set()
        for statement in self.statements():
            names = {*defined_names(statement)}
            names |= {f"{owner.name}.{m.name}" for owner, m in _methods(statement)}
            found |= names - self.kept
        return frozenset(found)


@define
class _Shake:
    modules: dict[str, _Module]
    kept: set[str] = field(factory=set)
    attributes: set[str] = field(factory=lambda: set(ALWAYS))

    def mention(self, text: str) -> None:
        """Keeps what a generated file imports and mentions."""
        tree = ast.parse(text)
        found = mentions(tree)
        self.attributes |= found.names | found.attributes
        for node in ast.walk(tree):
            if isinstance(node, ast.ImportFrom) and node.module is not None:
                head, dot, module = f".{node.module}".rpartition("._core")
                if dot and not head:
                    for alias in node.names:
                        self._import(module.lstrip("."), alias.name)

    def keep_all(self, name: str) -> None:
        self.kept.add(name)
        for statement in self.modules[name].tree.body:
            self.modules[name].needed.update(defined_names(statement))
            self.attributes.update(m.name for _, m in _methods(statement))

    def run(self) -> None:
        """Keeps what is mentioned, until nothing is added."""
        self.kept.add("__init__")
        before = -1
        while before != (before := self._size()):
            for name in sorted(self.kept):
                self._look(self.modules[name])

    def _size(self) -> int:
        modules = self.modules.values()
        return (
            len(self.attributes)
            + len(self.kept)
            + sum(len(m.kept) + len(m.needed) for m in modules)
        )

    def _look(self, module: _Module) -> None:
        for number, statement in enumerate(module.statements()):
            names = defined_names(statement) or [str(number)]
            if module.kept.isdisjoint(names) and self._is_needed(module, statement):
                self._use(module, statement)
                module.kept.update(names)
            if module.kept.isdisjoint(names):
                continue
            for owner, method in _methods(statement):
                key = f"{owner.name}.{method.name}"
                if key not in module.kept and self._calls(owner, method):
                    self._use(module, method)
                    module.kept.add(key)

    def _use(self, module: _Module, node: ast.stmt) -> None:
        """Note what a definition mentions, and where that comes from."""
        parts: list[ast.AST] = [node]
        if isinstance(node, ast.ClassDef):
            body = [
                inner
                for inner in node.body
                if not isinstance(inner, Function) and not is_text(inner)
            ]
            parts = [*node.decorator_list, *node.bases, *node.keywords, *body]
            # A method may be named in the body of its class.
            self.attributes |= mentions(*body).names
        found = mentions(*parts)
        module.needed |= found.names
        self.attributes |= found.attributes
        for part in parts:
            for source, alias in imported_modules(module.name, part):
                self._import(source, alias.name)
        self._follow(module, found)

    def _follow(self, module: _Module, found: Mentions) -> None:
        """The modules of imports whose names are mentioned."""
        for statement in _imports(module.tree):
            source = imported_from(module.name, statement)
            for alias in statement.names:
                if (alias.asname or alias.name) in found.names:
                    self._import(source, alias.name)

    def _import(self, source: str, name: str) -> None:
        home = module_of(source, name, self.modules)
        if home not in self.modules:
            home = f"{home}.__init__" if home else "__init__"
        self.kept.add(home)
        if home == source or home.endswith("__init__"):
            self.modules[home].needed.add(name)
        else:
            self.modules[home].is_object = True

    def _is_needed(self, module: _Module, statement: ast.stmt) -> bool:
        names = {*defined_names(statement)}
        if not names or any(map(_is_dunder, names)) or names & module.needed:
            return True
        return module.is_object and not names.isdisjoint(self.attributes)

    def _calls(self, owner: ast.ClassDef, method: ast.stmt) -> bool:
        assert isinstance(method, Function)
        if method.name in self.attributes or _is_dunder(method.name):
            return True
        if any(_head(base) not in self._classes() for base in owner.bases):
            return True  # a library's class, which calls it
        return any(_head(d) not in _HARMLESS for d in method.decorator_list)

    def _classes(self) -> set[str]:
        return {
            statement.name
            for module in self.modules.values()
            for statement in module.tree.body
            if isinstance(statement, ast.ClassDef)
        } | {"Generic", "NamedTuple", "Enum", "Protocol", "SimpleNamespace"}


def _imports(tree: ast.Module) -> Iterator[ast.ImportFrom]:
    """The imports of a module's siblings, outside of functions."""
    for statement in tree.body:
        inner = statement.body if is_for_types(statement) else [statement]  # type: ignore[attr-defined]
        for found in inner:
            if isinstance(found, ast.ImportFrom) and found.level:
                yield found


def _methods(
    statement: ast.stmt,
) -> Iterator[tuple[ast.ClassDef, ast.FunctionDef | ast.AsyncFunctionDef]]:
    if isinstance(statement, ast.ClassDef):
        for inner in statement.body:
            if isinstance(inner, Function):
                yield statement, inner


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
