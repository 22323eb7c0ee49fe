"""How a person signs in: Flask-Security's settings by its own names, and its messages in the words of the house."""

from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from types import MappingProxyType

from admin_app.words import N_

SHORTEST_PASSWORD = 8
# Flask-Security's own limit.
LONGEST_PASSWORD = 128
# The shortest is filled in by Flask-Security.
PASSWORD_LENGTH = N_("A password has %(length)s to 128 characters.")

SIGN_IN: Mapping[str, object] = MappingProxyType(
    {
        # It looks its sentences up itself: ours in our catalogue, and what we leave as it is in its own.
        "SECURITY_I18N_DIRNAME": ["builtin", str(Path(__file__).parent / "translations")],
        "SECURITY_I18N_DOMAIN": "flask_security;messages",
        # One hash, by argon2: a second one by a secret would lock everybody out when the secret changes.
        "SECURITY_PASSWORD_SINGLE_HASH": True,
        "SECURITY_PASSWORD_LENGTH_MIN": SHORTEST_PASSWORD,
        "SECURITY_PASSWORD_CONFIRM_REQUIRED": True,
        # An unknown account, a wrong password and a disabled account get the same answer.
        "SECURITY_RETURN_GENERIC_RESPONSES": True,
        "SECURITY_JOIN_USER_ROLES": False,
        "SECURITY_STATIC_FOLDER": None,
        "SECURITY_CHANGEABLE": True,
        "SECURITY_CHANGE_URL": "/account/password",
        "SECURITY_SEND_PASSWORD_CHANGE_EMAIL": False,
        # The link for a new password is made by an administrator, who hands it over.
        "SECURITY_RECOVERABLE": True,
        "SECURITY_RESET_PASSWORD_WITHIN": timedelta(days=1),
        "SECURITY_SEND_PASSWORD_RESET_NOTICE_EMAIL": False,
        "SECURITY_VERIFY_URL": "/account/verify",
        "SECURITY_TWO_FACTOR": True,
        "SECURITY_TWO_FACTOR_ENABLED_METHODS": ["authenticator"],
        "SECURITY_TWO_FACTOR_RESCUE_EMAIL": False,
        "SECURITY_TWO_FACTOR_SETUP_URL": "/account/two-factor",
        "SECURITY_TWO_FACTOR_TOKEN_VALIDATION_URL": "/login/code",
        "SECURITY_TOTP_ISSUER": "Persona",
        "SECURITY_POST_LOGIN_VIEW": "/admin/",
        "SECURITY_POST_LOGOUT_VIEW": "/login",
        "SECURITY_POST_CHANGE_VIEW": "/account/",
        "SECURITY_POST_RESET_VIEW": "/login",
        "SECURITY_TWO_FACTOR_POST_SETUP_VIEW": "/account/",
        # A code counts for half a minute more on both sides: clocks of phones differ a little.
        "SECURITY_TWO_FACTOR_AUTHENTICATOR_VALIDITY": 30,
        # Whoever finds a screen unlocked must know the password to touch the second factor.
        "SECURITY_FRESHNESS": timedelta(minutes=15),
        "SECURITY_FRESHNESS_GRACE_PERIOD": timedelta(minutes=15),
        "SECURITY_MSG_EMAIL_NOT_PROVIDED": (N_("Write your e-mail address."), "error"),
        "SECURITY_MSG_INVALID_CODE": (N_("Write the code that the app shows."), "error"),
        "SECURITY_MSG_INVALID_PASSWORD": (N_("This is not your password."), "error"),
        "SECURITY_MSG_INVALID_RESET_PASSWORD_TOKEN": (
            N_("This link was used already, or it is not whole. Ask an administrator for another one."),
            "error",
        ),
        "SECURITY_MSG_PASSWORD_CHANGE": (N_("Your password was changed. Your other sessions have ended."), "success"),
        "SECURITY_MSG_PASSWORD_INVALID_LENGTH": (PASSWORD_LENGTH, "error"),
        "SECURITY_MSG_PASSWORD_IS_THE_SAME": (N_("The new password is the present one. Choose another."), "error"),
        "SECURITY_MSG_PASSWORD_NOT_PROVIDED": (N_("Write a password."), "error"),
        "SECURITY_MSG_PASSWORD_RESET_EXPIRED": (
            N_("This link was good for a day. Ask an administrator for another one."),
            "error",
        ),
        "SECURITY_MSG_PASSWORD_RESET_NO_LOGIN": (N_("Your password was saved. Sign in with it."), "success"),
        "SECURITY_MSG_REAUTHENTICATION_REQUIRED": (N_("Confirm that it is you to go on."), "info"),
        "SECURITY_MSG_REAUTHENTICATION_SUCCESSFUL": (N_("Thank you. Go on."), "success"),
        "SECURITY_MSG_RETYPE_PASSWORD_MISMATCH": (N_("These two are not the same."), "error"),
        "SECURITY_MSG_TWO_FACTOR_CHANGE_METHOD_SUCCESSFUL": (
            N_("The second factor is on. From now on signing in asks for a code."),
            "success",
        ),
        "SECURITY_MSG_TWO_FACTOR_DISABLED": (N_("The second factor is off."), "success"),
        "SECURITY_MSG_TWO_FACTOR_INVALID_TOKEN": (
            N_("This code is not right, or it was used already. Wait for the next one."),
            "error",
        ),
        "SECURITY_MSG_TWO_FACTOR_LOGIN_SUCCESSFUL": (N_("You are signed in."), "success"),
        "SECURITY_MSG_TWO_FACTOR_METHOD_NOT_AVAILABLE": (N_("Choose what to do by its button."), "error"),
        "SECURITY_MSG_TWO_FACTOR_PERMISSION_DENIED": (N_("Sign in with your password first."), "info"),
    }
)
