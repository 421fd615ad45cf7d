// Words in the reader's language, dates and numbers.

const Words = {
  all: {},
  lang: "en",
  t(key, values) {
    let text = this.all[this.lang][key];
    if (text === undefined) text = this.all.en[key];
    if (text === undefined) return key;
    return values ? text.replace(/\{(\w+)\}/g, (whole, name) => (values[name] === undefined ? whole : values[name])) : text;
  },
  term(group, value) {
    // A word of a vocabulary; a value outside it is shown as it is.
    if (value === null || value === undefined) return t("not_stated");
    const text = this.all[this.lang][group + "." + value];
    return text === undefined ? value : text;
  },
  phrase(group, value) {
    // A phrase made of known parts (a rule of dating): each part in the reader's language.
    return value === null ? null : value.split(/(, |; )/).map((part, i) => (i % 2 ? part : this.term(group, part))).join("");
  },
  around(key, node) {
    // A sentence about somebody: {who} is put in as it is, wherever the language wants it.
    const [before, after] = this.t(key).split("{who}");
    return [before, node, after || ""];
  },
  count(key, n) {
    const one = n === 1 || (this.lang === "fr" && n === 0);
    return t(key + (one ? ".one" : ".many"), { n: number(n) });
  },
};
const t = (key, values) => Words.t(key, values);

const DAY_MS = 86400000;
const dateOf = (day) => new Date(day * DAY_MS);
// Written here and not by Intl, whose formatters cost a slow machine more than the drawing of the map.
const monthOf = (date, form) => t(`months.${form}`).split(" ")[date.getUTCMonth()];
function dayWith(form, day) {
  const date = dateOf(day);
  return date.getUTCDate() + " " + monthOf(date, form) + " " + date.getUTCFullYear();
}
function dayText(day) {
  return day === NA || day === null ? t("date_unknown") : dayWith("short", day);
}
function daysText(from, to) {
  // A range in the shortest form: 25–27 Jul 2024.
  if (from === NA || to === NA || to <= from) return dayText(from);
  const form = new Intl.DateTimeFormat(Words.lang === "fr" ? "fr-FR" : "en-GB", { day: "numeric", month: "short", year: "numeric", timeZone: "UTC" });
  return form.formatRange(dateOf(from), dateOf(to));
}
const longDay = (day) => dayWith("long", day);
const monthText = (day) => monthOf(dateOf(day), "short") + " " + dateOf(day).getUTCFullYear();
const iso = (day) => (day === NA || day === null ? "" : dateOf(day).toISOString().slice(0, 10));
function dayOf(text) {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text || "")) return null;
  const ms = Date.parse(text + "T00:00:00Z");
  return Number.isNaN(ms) ? null : Math.round(ms / DAY_MS);
}
function dayField(attributes) {
  // A browser's own field shows days in the order of the browser's country, 10/05 or 05/10; a
  // telephone's is a calendar with names of months, and kept.
  if (matchMedia("(pointer: coarse)").matches) return h("input", { type: "date", ...attributes });
  const { min, max, ...rest } = attributes;
  return h("input", { type: "text", size: 11, maxlength: 10, inputmode: "numeric", autocomplete: "off", pattern: "\\d{4}-\\d{2}-\\d{2}", placeholder: t("day_pattern"), title: t("day_pattern"), ...rest });
}
function number(value) {
  // One decimal at most, thousands apart.
  const [whole, part] = String(Math.round(10 * value) / 10).split(".");
  return whole.replace(/\B(?=(\d{3})+$)/g, t("thousands")) + (part ? t("decimal") + part : "");
}

function cut(text, length) {
  // Names on the drawing are names: a hundred thousand letters are cut, between characters.
  return text.length > length ? [...text.slice(0, 2 * length)].slice(0, length - 1).join("") + "…" : text;
}
