"""What every worker needs is made before they are forked: its templates compiled, its heap left alone."""

import gc
import hashlib
import os
from importlib.metadata import version
from pathlib import Path

from flask import Flask
from jinja2 import FileSystemBytecodeCache

FOLDER = "templates"
# With so many new objects Python looks for those that only keep each other. A page makes thousands and hardly any of
# these: at Python's own 700 it was interrupted six times.
YOUNG = 10_000


def warm_up(app: Flask) -> None:
    """Make what the workers share. Nothing is asked of the database."""
    try:
        app.jinja_env.bytecode_cache = _kept_bytecode(app)
        _compile_templates(app)
    except OSError:
        # Where nothing can be written they are compiled at each start.
        app.jinja_env.bytecode_cache = None
        _compile_templates(app)
    finally:
        app.jinja_env.bytecode_cache = None
    gc.collect()
    # Else each worker's collector would go through all that was imported, and write to the memory that it shares.
    gc.freeze()
    gc.set_threshold(YOUNG)


def _compile_templates(app: Flask) -> None:
    templates = Path(app.root_path, app.template_folder or FOLDER)
    for path in sorted(templates.rglob("*.html")):
        app.jinja_env.get_template(path.relative_to(templates).as_posix())


def _kept_bytecode(app: Flask) -> "_Bytecode | None":
    """Where compiled templates are kept for the next start, since it takes long. Raises OSError."""
    folder = Path(app.instance_path, FOLDER)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    # What is loaded from it runs, so nobody else may write there.
    is_ours = folder.stat().st_uid == os.geteuid() and not folder.stat().st_mode & 0o022
    return _Bytecode(folder, _version(Path(app.root_path))) if is_ours else None


def _version(root: Path) -> str:
    """Of all that a compiled template depends on besides itself: our code, which has extensions of Jinja, and Jinja."""
    digest = hashlib.sha256(version("jinja2").encode())
    for path in sorted(root.rglob("*.py")):
        digest.update(path.read_bytes())
    return digest.hexdigest()


class _Bytecode(FileSystemBytecodeCache):
    """Jinja's own, that trusts only what the same version of ours has written."""

    def __init__(self, folder: Path, version: str) -> None:
        super().__init__(str(folder))
        self._version = version

    def get_source_checksum(self, source: str) -> str:
        """What has to be the same for what is kept to count."""
        return f"{self._version} {super().get_source_checksum(source)}"
