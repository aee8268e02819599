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

from tc3gen.python.statements import is_text
from tc3gen.python.vendor.cut import cut
from tc3gen.python.vendor.names_used import defined, is_for_types, siblings, used

ALWAYS = frozenset(
    ("send", "call", "close", "with_options", "from_wire", "to_wire", "request_id")
)
"""What a user may call although nothing generated does."""

_HARMLESS = frozenset(
    ("property", "staticmethod", "classmethod", "contextmanager", "cache", "define",
     "asynccontextmanager", "lru_cache", "dataclass_transform", "frozen", "setter")
)  # fmt: skip

Function = (ast.FunctionDef, ast.AsyncFunctionDef)


def shaken(
    sources: Mapping[str, str], generated: Iterable[str], *, wanted: Iterable[str] = ()
) -> dict[str, str]:
    """The modules that are left, each with what is left of it.

    `sources` are the modules of the runtime by name, `generated` the files that use them;
    all names of a module in `wanted` are kept.
    """
    shake = _Shake({name: _Module(name, text) for name, text in sources.items()})
    for text in generated:
        shake.mention(text)
    for name in wanted:
        shake.keep_all(name)
    shake.run()
    return {
        name: cut(module.source, module.tree, module.dropped())
        for name, module in sorted(shake.modules.items())
        if name in shake.kept
    }


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
    names: set[str] = field(factory=lambda: set(ALWAYS))

    def mention(self, text: str) -> None:
        """Keeps what a generated file imports and mentions."""
        tree = ast.parse(text)
        self.names |= used(tree)
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

    def run(self) -> None:
        """Keeps what is mentioned, until nothing is added."""
        self.kept.add("__init__")
        before = -1
        while before != (before := self._size()):
            for name in sorted(self.kept):
                self._look(self.modules[name])

    def _size(self) -> int:
        return (
            len(self.names)
            + len(self.kept)
            + sum(len(m.kept) for m in self.modules.values())
        )

    def _look(self, module: _Module) -> None:
        for statement in module.statements():
            if id(statement) not in module.kept and self._is_needed(statement):
                module.kept.add(id(statement))
                self._use(module, statement)
            if id(statement) in module.kept:
                for method in _methods(statement):
                    if id(method) not in module.kept and self._calls(statement, method):
                        module.kept.add(id(method))
                        self._use(module, method)
        for statement in module.statements():
            if isinstance(statement, ast.ImportFrom) and statement.level == 1:
                self._follow(module, statement)

    def _use(self, module: _Module, node: ast.stmt) -> None:
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
            self.kept.update(siblings(node))

    def _follow(self, module: _Module, statement: ast.ImportFrom) -> None:
        """The modules of imports whose names are mentioned."""
        for alias in statement.names:
            if (alias.asname or alias.name) in module.mentions:
                self.names.add(alias.name)
                self.kept.add(statement.module or alias.name)

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
