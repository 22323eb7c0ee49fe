"""The dashboard of a learning platform: `create_app` wires it."""

from collections.abc import Mapping
from pathlib import Path

from flask import Flask

from admin_app import cli, views
from admin_app.cli.embedded import with_local_postgres
from admin_app.config import flask_config, read_settings
from admin_app.extensions import compress, csrf, db, migrate
from admin_app.proxies import trust_proxies
from admin_app.views import access, from_replica, preferences, request_log, sign_in, static_files, time_limits

ROOT = Path(__file__).parents[1]


def create_app(config: Mapping[str, object] | None = None) -> Flask:
    """Make the application from the environment; what `config` names it overrides, as tests do."""
    app = Flask(__name__, static_folder=None, template_folder=ROOT / "templates", instance_path=str(ROOT / "instance"))
    settings = read_settings()
    app.config.from_mapping({**flask_config(settings, Path(app.instance_path)), **(config or {})})
    trust_proxies(app, app.config["SETTINGS"].trusted_proxies)
    db.init_app(app)
    migrate.init_app(app, db, directory=str(ROOT / "migrations"))
    time_limits.register(app)
    # What is registered first sees an answer last: as it is sent.
    request_log.register(app)
    compress.init_app(app)
    static_files.register(app)
    # Before the gate, which may speak to the person.
    preferences.register(app)
    # Before the check of tokens, so that a form whose session has ended is asked to sign in, and kept.
    access.register(app)
    csrf.init_app(app)
    sign_in.register(app)
    views.register(app)
    from_replica.register(app, may_be_late=access.may_be_late, writes_rows=access.writes_rows)
    cli.register(app)
    if settings.database_url is None and "SQLALCHEMY_DATABASE_URI" not in (config or {}):
        with_local_postgres(app)
    return app
