// What a form consists of: objects, lists and controls in each other, made from the page's templates.

import { CONTROLS, TextControl } from "./controls.js";
import { compact, isObject } from "./json.js";

let ids = 0;

// Members of a type, or the parameters of an action.
export class Members {
  constructor(container, form) {
    this.form = form;
    this.fields = new Map();
    this.extras = [];
    for (const element of container.children) {
      if (element.dataset.field === undefined) continue;
      this.fields.set(element.dataset.field, new Field(element, form));
    }
  }

  get() {
    const entries = [];
    for (const [name, field] of this.fields) {
      const value = field.node.get();
      field.element.classList.toggle("filled", value !== undefined);
      if (value !== undefined) entries.push([name, value]);
    }
    return Object.fromEntries([...entries, ...this.extras]);
  }

  set(value) {
    const given = new Map(Object.entries(value));
    for (const [name, field] of this.fields) field.node.set(given.get(name));
    this.extras = [...given].filter(([name]) => !this.fields.has(name));
  }

  // The field of a place, or the nearest one around it.
  at(steps) {
    const field = this.fields.get(steps[0]);
    return field ? field.at(steps.slice(1)) : null;
  }
}

// A member with its name, its control and its problem.
class Field {
  constructor(element, form) {
    this.element = element;
    this.problem = element.querySelector(":scope > .problem");
    this.problem.id = `problem-${++ids}`;
    const name = element.querySelector(":scope > .named > .name");
    name.id = `name-${ids}`;
    const control = element.querySelector(":scope > [data-input], :scope > [data-list], :scope > [data-object]");
    this.node = nodeOf(control, form);
    this.node.label(name.id, this.problem.id);
  }

  at(steps) {
    return this.node.at?.(steps) ?? this;
  }

  say(message) {
    this.problem.textContent = message;
    this.problem.hidden = !message;
    this.element.classList.toggle("wrong-here", Boolean(message));
    for (const input of this.node.inputs()) {
      if (message) input.setAttribute("aria-invalid", "true");
      else input.removeAttribute("aria-invalid");
    }
  }
}

class Leaf {
  constructor(element, form) {
    const Kind = CONTROLS[element.dataset.input] ?? TextControl;
    this.control = new Kind(element, () => form.changed());
  }

  get() {
    return this.control.get();
  }

  set(value) {
    this.control.set(value);
  }

  label(name, problem) {
    for (const input of this.control.labelled()) {
      input.setAttribute("aria-labelledby", input === this.control.input ? name : `${name} ${labelId(input)}`);
      input.setAttribute("aria-describedby", problem);
    }
  }

  inputs() {
    return [this.control.input];
  }
}

class ListOf {
  constructor(element, form) {
    this.element = element;
    this.form = form;
    this.items = [];
    this.raw = undefined;
    this.box = element.querySelector(":scope > .items");
    this.template = element.querySelector(":scope > template");
    this.button = element.querySelector(":scope > [data-add]");
    this.button.addEventListener("click", () => {
      this.add().node.begin?.();
      form.changed();
      this.items.at(-1).node.focus?.();
    });
  }

  add(value) {
    const element = this.template.content.firstElementChild.cloneNode(true);
    const item = { element, node: nodeOf(element.querySelector(".inside").firstElementChild, this.form) };
    this.raw = undefined;
    this.items.push(item);
    this.box.append(element);
    this.name(item);
    const on = (selector, act) =>
      element.querySelector(`:scope > .moves > ${selector}`).addEventListener("click", () => {
        act();
        this.form.changed();
      });
    on("[data-remove]", () => this.remove(item));
    on("[data-up]", () => this.move(item, -1));
    on("[data-down]", () => this.move(item, 1));
    if (value !== undefined) item.node.set(value);
    return item;
  }

  name(item) {
    if (!this.labelled) return;
    item.node.label(...this.labelled);
    const number = this.items.indexOf(item) + 1;
    for (const button of item.element.querySelectorAll(":scope > .moves > button")) {
      button.setAttribute("aria-label", `${button.title} item ${number}`);
    }
  }

  remove(item) {
    this.items.splice(this.items.indexOf(item), 1);
    item.element.remove();
    this.items.forEach((each) => this.name(each));
    this.button.focus();
  }

  move(item, by) {
    const from = this.items.indexOf(item);
    const to = from + by;
    if (to < 0 || to >= this.items.length) return;
    this.items.splice(from, 1);
    this.items.splice(to, 0, item);
    this.box.insertBefore(item.element, this.items[to + 1]?.element ?? null);
    this.items.forEach((each) => this.name(each));
    item.element.querySelector(by < 0 ? "[data-up]" : "[data-down]").focus();
  }

  get() {
    if (!this.items.length) return this.raw;
    return this.items.map(({ node }) => {
      const value = node.get();
      return value === undefined ? node.blank() : value;
    });
  }

  set(value) {
    this.items = [];
    this.box.replaceChildren();
    this.raw = undefined;
    if (Array.isArray(value)) {
      value.forEach((each) => this.add(each));
      this.items.forEach((each) => this.name(each));
    }
    if (!this.items.length) this.raw = value;
    this.note();
  }

  note() {
    if (this.raw === undefined) delete this.element.dataset.raw;
    else this.element.dataset.raw = compact(this.raw);
  }

  label(name, problem) {
    this.labelled = [name, problem];
    this.element.setAttribute("role", "group");
    this.element.setAttribute("aria-labelledby", name);
    this.button.setAttribute("aria-describedby", `${name} ${problem}`);
    this.items.forEach((each) => this.name(each));
  }

  begin() {}

  blank() {
    return [];
  }

  focus() {
    this.button.focus();
  }

  inputs() {
    return this.items.flatMap(({ node }) => (node instanceof Leaf ? node.inputs() : []));
  }

  at(steps) {
    const item = this.items[steps[0]];
    return item?.node.at?.(steps.slice(1)) ?? null;
  }
}

class ObjectOf {
  constructor(element, form) {
    this.element = element;
    this.form = form;
    this.members = null;
    this.raw = undefined;
    this.box = element.querySelector(":scope > .inner");
    this.opener = element.querySelector(":scope > [data-open]");
    this.closer = element.querySelector(":scope > [data-close]");
    this.opener.addEventListener("click", () => {
      this.open();
      form.changed();
      this.box.querySelector("input, textarea, select, button")?.focus();
    });
    this.closer.addEventListener("click", () => {
      this.set(undefined);
      form.changed();
      this.opener.focus();
    });
  }

  open() {
    this.raw = undefined;
    this.box.replaceChildren(this.form.templates.get(this.element.dataset.object).content.cloneNode(true));
    this.members = new Members(this.box, this.form);
    this.shown();
  }

  shown() {
    const isOpen = this.members !== null;
    this.element.classList.toggle("open", isOpen);
    this.opener.hidden = isOpen;
    this.closer.hidden = !isOpen || this.element.closest("[data-item] > .inside")?.firstElementChild === this.element;
    if (this.raw === undefined) delete this.element.dataset.raw;
    else this.element.dataset.raw = compact(this.raw);
  }

  get() {
    return this.members ? this.members.get() : this.raw;
  }

  set(value) {
    if (isObject(value)) {
      if (!this.members) this.open();
      this.members.set(value);
    } else {
      this.members = null;
      this.box.replaceChildren();
    }
    this.raw = isObject(value) ? undefined : value;
    this.shown();
  }

  label(name, problem) {
    this.element.setAttribute("role", "group");
    this.element.setAttribute("aria-labelledby", name);
    this.opener.setAttribute("aria-describedby", `${name} ${problem}`);
    this.closer.setAttribute("aria-label", `Leave out ${this.element.dataset.object}`);
  }

  begin() {
    this.open();
  }

  blank() {
    return {};
  }

  focus() {
    this.box.querySelector("input, textarea, select, button")?.focus();
  }

  inputs() {
    return [];
  }

  at(steps) {
    return this.members?.at(steps) ?? null;
  }
}

Leaf.prototype.blank = function () {
  return this.control.input.matches("textarea") ? "" : null;
};
Leaf.prototype.focus = function () {
  this.control.input.focus();
};

function nodeOf(element, form) {
  if (element.dataset.list !== undefined) return new ListOf(element, form);
  if (element.dataset.object !== undefined) return new ObjectOf(element, form);
  return new Leaf(element, form);
}

function labelId(input) {
  const label = input.closest("label");
  label.id ||= `label-${++ids}`;
  return label.id;
}
