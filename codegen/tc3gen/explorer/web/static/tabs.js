// Tabs: the arrows go from one to the next, and what is not chosen is hidden.

export function setUpTabs(list, chosen) {
  const tabs = [...list.querySelectorAll("[role=tab]")];
  const panel = (tab) => document.getElementById(tab.getAttribute("aria-controls"));

  function select(tab, focus) {
    for (const each of tabs) {
      const is = each === tab;
      each.setAttribute("aria-selected", String(is));
      each.tabIndex = is ? 0 : -1;
      panel(each).hidden = !is;
    }
    if (focus) tab.focus();
    chosen(tab.getAttribute("aria-controls"));
  }

  const steps = { ArrowRight: 1, ArrowLeft: -1 };
  list.addEventListener("click", (event) => {
    const tab = event.target.closest("[role=tab]");
    if (tab) select(tab, false);
  });
  list.addEventListener("keydown", (event) => {
    const step = steps[event.key];
    const at = tabs.indexOf(event.target);
    if (!step || at < 0) return;
    event.preventDefault();
    select(tabs[(at + step + tabs.length) % tabs.length], true);
  });
  return {
    select: (name) => select(tabs.find((tab) => tab.getAttribute("aria-controls") === name), false),
    selected: () => tabs.find((tab) => tab.getAttribute("aria-selected") === "true").getAttribute("aria-controls"),
  };
}
