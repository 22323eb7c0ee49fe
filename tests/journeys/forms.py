"""What people do on a page: wait for its scripts, choose by typing, edit JSON as a tree and as text, press, read."""

from urllib.parse import quote

from playwright.sync_api import Locator, Page, expect

from tests import people


def enhanced(page: Page, module: str) -> None:
    """Wait until that script, which the page has asked for, is at work."""
    page.evaluate(
        "name => import(new URL(`${name}.js`, document.querySelector('[src$=\"/app.js\"]').src)).then(() => null)",
        module,
    )


class JsonEditor:
    """The JSON editor of a form that has one."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self._frame = page.locator(".json-editor")
        self._key = self._frame.get_by_role("textbox", name="Edit key")
        self._value = self._frame.get_by_role("textbox", name="Edit value")

    def create_object(self) -> None:
        """Begin a document; what is inserted next goes into it."""
        self._frame.get_by_role("button", name="Create object").click()

    def insert(self, key: str, value: str) -> None:
        """Add a value below the one that is selected."""
        self._page.keyboard.press("Insert")
        self._key.fill(key)
        self._key.press("Enter")
        expect(self._key).to_have_count(0)
        self.change(f"/{key}", value)

    def change(self, pointer: str, value: str) -> None:
        """Write another value in place of the one at a JSON pointer."""
        self.begin_change(pointer, value)
        self._value.press("Enter")
        expect(self._value).to_have_count(0)

    def begin_change(self, pointer: str, value: str) -> None:
        """The same, but the value is still being edited."""
        self.at(pointer).dblclick()
        self._value.fill(value)

    def at(self, pointer: str) -> Locator:
        """The value at a JSON pointer in the tree."""
        return self._frame.locator(f'[data-path="{quote(pointer, safe="")}"] .jse-value')

    def mode(self, name: str) -> None:
        """Show the document as "text", "tree" or "table"."""
        self._frame.get_by_role("button", name=name, exact=True).click()

    @property
    def text(self) -> Locator:
        """The text, in text mode."""
        return self._frame.get_by_role("textbox")

    def write(self, text: str) -> None:
        """Replace the whole text, in text mode."""
        self.text.click()
        self._page.keyboard.press("ControlOrMeta+A")
        self._page.keyboard.insert_text(text)


def picker(page: Page, label: str) -> Locator:
    """The field to choose a row of another table in; its input steps aside once a row is chosen."""
    return page.locator(".ts-control").filter(has=page.get_by_role("combobox", name=label))


def choose(page: Page, label: str, typed: str, choice: str) -> None:
    """Type a part of a name, and take the one choice that is left by Enter."""
    picker(page, label).click()
    page.keyboard.type(typed)
    expect(page.locator(".ts-dropdown").get_by_role("option")).to_have_text([choice])
    page.keyboard.press("Enter")
    expect(picker(page, label)).to_have_text(choice)


def press(page: Page, button: str) -> None:
    """Press a button by its exact name."""
    page.get_by_role("button", name=button, exact=True).click()


def sign_in(page: Page, role: str = "admin") -> None:
    """Fill in the form of the sign-in."""
    page.get_by_label("E-mail address").fill(people.email_of(role))
    page.get_by_label("Password").fill(people.PASSWORD)
    press(page, "Sign in")


def account_menu(page: Page) -> Locator:
    """The menu of the person who is signed in, opened; of language and theme where nobody is."""
    page.locator(".topbar-account").click()
    menu = page.locator("#account-menu")
    expect(menu).to_be_visible()
    return menu


def sign_out(page: Page) -> None:
    """Sign out by the menu."""
    account_menu(page).get_by_role("button", name="Sign out").click()


def says(page: Page, sentence: str) -> None:
    """The page reports this as done."""
    expect(page.get_by_role("status").filter(has_text=sentence)).to_be_visible()
