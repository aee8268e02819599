// The form of a request. Form and JSON are two views of one tree.

import { Members } from "./nodes.js";

export class Form {
  constructor(element, changed) {
    this.changed = changed;
    this.templates = new Map();
    for (const template of document.querySelectorAll("template[data-type]")) {
      this.templates.set(template.dataset.type, template);
    }
    this.members = new Members(element, this);
    this.said = [];
  }

  get() {
    return this.members.get();
  }

  set(value) {
    this.members.set(value);
    this.members.get();
  }

  // Shows problems beside their fields; those that belong to none are returned.
  show(problems) {
    this.said.forEach((field) => field.say(""));
    const messages = new Map();
    const others = [];
    for (const { wire, message } of problems) {
      const steps = stepsOf(wire);
      const field = steps.length ? this.members.at(steps) : null;
      if (!field) others.push(`${wire ? `${wire} ` : ""}${message}`);
      else messages.set(field, [...(messages.get(field) ?? []), place(steps, field) + message]);
    }
    for (const [field, said] of messages) field.say(said.join("; "));
    this.said = [...messages.keys()];
    return others;
  }
}

// `Attachments[2].FileName` as its steps.
function stepsOf(path) {
  return [...path.matchAll(/\[(\d+)\]|([^.[\]]+)/g)].map(([, index, name]) => (index === undefined ? name : Number(index)));
}

// Where in a field a problem is, if it is in an item of a list or in a member that is not shown.
function place(steps, field) {
  const at = steps.lastIndexOf(field.element.dataset.field);
  const inside = steps.slice(at + 1);
  return inside.length ? `${inside.map((step) => (typeof step === "number" ? `item ${step + 1}` : step)).join(", ")}: ` : "";
}
