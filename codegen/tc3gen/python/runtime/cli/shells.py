"""Between the shells and `complete`: the scripts that shells load, and how they ask."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

from .complete import candidates

ASKING = "__complete"
"""The hidden command by which a shell asks."""

_MAX_MEANING = 70

_BASH = r"""
_tc3_complete() {
  local IFS=$'\n' line
  COMPREPLY=()
  while IFS= read -r line; do
    COMPREPLY+=("$line")
  done < <(PROGRAM __complete bash "$COMP_LINE" "$COMP_POINT" "$COMP_WORDBREAKS" 2>/dev/null)
  case "${COMPREPLY[*]}" in
    */ | *. | *=) compopt -o nospace ;;
  esac
}
complete -F _tc3_complete NAME
"""

_ZSH = r"""
#compdef NAME
_tc3_complete() {
  local -a names shown ends
  local line name
  while IFS= read -r line; do
    name="${line%%$'\t'*}"
    names+=("$name")
    if [[ "$line" == *$'\t'?* ]]; then
      shown+=("$name  -- ${line#*$'\t'}")
    else
      shown+=("$name")
    fi
  done < <(PROGRAM __complete zsh "$((CURRENT - 1))" "${(Q)words[@]}" 2>/dev/null)
  (( ${#names} )) || return 1
  if [[ ${#names} == 1 && "$names[1]" == (*/|*.|*=) ]]; then
    compadd -S '' -a names
  else
    compadd -l -d shown -a names
  fi
}
(( $+functions[compdef] )) || { autoload -Uz compinit && compinit -u; }
compdef _tc3_complete NAME
"""

_FISH = r"""
function __tc3_complete
    PROGRAM __complete fish (commandline -ct) (commandline -opc) 2>/dev/null
end
complete -c NAME -f -a '(__tc3_complete)'
"""

_POWERSHELL = r"""
Register-ArgumentCompleter -Native -CommandName NAME -ScriptBlock {
    param($word, $command, $cursor)
    $before = $command.CommandElements |
        Where-Object { $_.Extent.EndOffset -lt $cursor } | ForEach-Object { "=$_" }
    PROGRAM __complete powershell "=$word" @before 2>$null | ForEach-Object {
        $parts = $_ -split "`t", 2
        $text = $parts[0]
        $help = if ($parts.Count -gt 1 -and $parts[1]) { $parts[1] } else { $text }
        if ($text -match "[^\w%+=:./\\-]") { $text = "'" + $text.Replace("'", "''") + "'" }
        [System.Management.Automation.CompletionResult]::new(
            $text, $parts[0], 'ParameterValue', $help)
    }
}
"""

_SCRIPTS = {"bash": _BASH, "zsh": _ZSH, "fish": _FISH, "powershell": _POWERSHELL}


def script(shell: str, program: str) -> str:
    """The script that a shell evaluates to complete the words of the program."""
    name = program.rpartition(" ")[2] if program.startswith("python") else program
    text = _SCRIPTS[shell].lstrip("\n")
    return text.replace("PROGRAM", program).replace("NAME", os.path.basename(name))


def print_candidates(arguments: Sequence[str]) -> None:
    """Answer a shell: one candidate a line, with its meaning behind a tab where it shows it.

    `arguments` are the name of the shell and what its script hands over.
    """
    shell, *given = arguments
    try:
        lines = _ASKED[shell](given)
    except (KeyError, ValueError, IndexError):
        return
    data = "".join(f"{line}\n" for line in lines).encode(errors="surrogateescape")
    try:
        sys.stdout.buffer.write(data)
        sys.stdout.flush()
    except (OSError, AttributeError, ValueError):
        pass


def _bash(given: Sequence[str]) -> list[str]:
    """The line, the cursor, and the characters at which bash breaks words."""
    line, point, breaks = given
    text = line.encode(errors="surrogateescape")[: int(point)].decode(
        errors="surrogateescape"
    )
    words, current, quote = _split_line(text)
    # Bash replaces only what stands behind the last of its word breaks.
    cut = 0
    if not quote:
        cut = max(
            (current.rfind(c) + 1 for c in breaks if c not in " \t\n\"'"), default=0
        )
    found: list[str] = []
    for name, _ in candidates(words[1:], current):
        rest = name[cut:]
        found.append(rest if quote else _escape_text(rest))
    return found


def _split_line(text: str) -> tuple[list[str], str, str]:
    """The words before the last one, the last one, and the quote that is open in it."""
    words: list[str] = []
    word, begun, quote = "", False, ""
    at = 0
    while at < len(text):
        character = text[at]
        at += 1
        if quote:
            if character == quote:
                quote = ""
            elif character == "\\" and quote == '"' and text[at : at + 1] in '"\\$`':
                word += text[at : at + 1]
                at += 1
            else:
                word += character
        elif character in "\"'":
            quote, begun = character, True
        elif character == "\\":
            word += text[at : at + 1]
            at, begun = at + 1, True
        elif character in " \t\n":
            if begun or word:
                words.append(word)
            word, begun = "", False
        else:
            word += character
    return words, word, quote


def _escape_text(text: str) -> str:
    """A text with backslashes, as bash would take it unquoted."""
    safe = "@%+=:,./-_~"
    return "".join(c if c.isalnum() or c in safe else f"\\{c}" for c in text)


def _zsh(given: Sequence[str]) -> list[str]:
    """The number of the current word from 0, and all words."""
    at, *words = given
    current = _unquote_word(words[int(at)] if int(at) < len(words) else "")
    return _description_lines(candidates(words[1 : int(at)], current))


def _fish(given: Sequence[str]) -> list[str]:
    """The current word, and those before it."""
    current, *words = given
    return _description_lines(candidates(words[1:], _unquote_word(current)))


def _powershell(given: Sequence[str]) -> list[str]:
    """The current word, and those before it, each behind a = as empty ones would be lost."""
    current, *words = (_unquote_word(word[1:]) for word in given)
    return _description_lines(candidates(words[1:], current))


def _unquote_word(word: str) -> str:
    """A word whose quote is still open, as it will be."""
    return _split_line(word)[1] if word[:1] in ("'", '"') else word


def _description_lines(found: Sequence[tuple[str, str]]) -> list[str]:
    lines: list[str] = []
    for name, meaning in found:
        text = " ".join(meaning.split())
        if len(text) > _MAX_MEANING:
            text = text[: _MAX_MEANING - 3].rstrip() + "..."
        text = "".join(c for c in text if c.isprintable())
        lines.append(f"{name}\t{text}" if text else name)
    return lines


_ASKED = {"bash": _bash, "zsh": _zsh, "fish": _fish, "powershell": _powershell}
