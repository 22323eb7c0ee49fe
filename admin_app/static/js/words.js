// The words of scripts in the language of the page; `flask assets` writes the other languages beside the English here.
const language = document.documentElement.lang;
// Its region, whose days the server's pages have too.
export const region = { en: "en-GB", ru: "ru-RU" }[language];
const { words } = language === "en" ? { words: {} } : await import(`../words/${language}.js`);
const rules = new Intl.PluralRules(language);
// In the order of gettext's forms.
const FORMS = { en: ["one", "other"], ru: ["one", "few", "many"] }[language];

const filled = (text, values) => text.replace(/%\((\w+)\)s/g, (whole, name) => values[name] ?? whole);

export function _(text, values = {}) {
  return filled(words[text] ?? text, values);
}

// The form for a number, which is known as %(num)s.
export function ngettext(one, many, num, values = {}) {
  const form = Math.max(0, FORMS.indexOf(rules.select(num)));
  return filled((words[one] ?? [one, many])[form] ?? many, { num: num.toLocaleString(language), ...values });
}
