"""What a list repeats for each of its rows: the parts of a page, and addresses that differ in one value."""

import pytest
from flask import Flask, url_for
from flask.testing import FlaskClient
from markupsafe import Markup, escape

from admin_app.views.escaping import SIGN, escaped_together
from admin_app.views.repeating import place, repeated
from admin_app.views.row_links import PLACE, RowAddress
from tests.views import rows
from tests.views.pages import opened
from tests.views.tables import PROFILES

ODD = ("auth0|новый", "a b&c=d#e", "100% +1", "'\"<>", "?row", PLACE, "ё/й\\", "%D0", "!$'()*,/:;?@")


@pytest.mark.parametrize("value", ODD)
def test_an_address_of_a_row_is_what_flask_makes_of_it(app: Flask, value: str) -> None:
    with app.test_request_context():
        back = f"/admin/lessons/?search={PLACE}&id={PLACE}"
        address = RowAddress(url_for, "previews.show", "profile", url=back)
        assert address(value) == url_for("previews.show", profile=value, url=back)
        assert RowAddress(url_for, "previews.show", "profile")(value) == url_for("previews.show", profile=value)


def test_a_part_is_filled_for_each_row_and_what_is_put_in_is_escaped() -> None:
    part = Markup('<i title="{0}">{0}|{1}</i>').format(place("name"), place("cell 1"))
    filled = repeated(part, [{"name": '<"&', "cell 1": Markup("<b>1</b>")}, {"name": place("cell 1"), "cell 1": 2}])
    first, second = '<i title="&lt;&#34;&amp;">&lt;&#34;&amp;|<b>1</b></i>', place("cell 1")
    assert filled == f'{first}<i title="{second}">{second}|2</i>'


@pytest.mark.parametrize("texts", [[], [""], ["<b>"], ["", "", '"&'], ["a", SIGN, "<"], [f"{SIGN}<"], ["ё", "'"]])
def test_texts_are_escaped_together_as_each_by_itself(texts: list[str]) -> None:
    assert escaped_together(texts) == [str(escape(text)) for text in texts]


def test_a_row_leads_where_its_own_values_say(client: FlaskClient) -> None:
    for value in ODD:
        rows.add_profile(user_identifier=value)
    found = {link.attrib["href"] for link in opened(client, PROFILES.path).all("a")}
    with client.application.test_request_context():
        assert found >= {url_for("previews.show", profile=value) for value in ODD}


def test_pages_have_no_indentation_but_what_is_shown_in_them_keeps_its_own(client: FlaskClient) -> None:
    deep = '{"a": {"b": {"c": {"d": {"e": {"f": {"g": 1}}}}}}}'
    row = rows.add_profile(survey=deep)
    html = client.get(f"{PROFILES.path}details/?id={row.id}").text
    assert "\n  <" not in html
    assert html.partition("<pre")[2].partition("</pre>")[0].endswith("{\n  &#34;g&#34;: 1\n}")
