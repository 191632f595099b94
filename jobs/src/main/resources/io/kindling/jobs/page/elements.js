// Elements, and the habits of a keyboard.

/** An element: h("p", {class: "quiet", onclick: f}, "text", child). */
export function h(name, attributes = {}, ...children) {
  return fill(document.createElement(name), attributes, children);
}

/** The same for SVG. */
export function s(name, attributes = {}, ...children) {
  return fill(document.createElementNS("http://www.w3.org/2000/svg", name), attributes, children);
}

function fill(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") {
      element[name] = value;
    } else if (value !== null && value !== undefined && value !== false) {
      element.setAttribute(name, value === true ? "" : value);
    }
  }
  element.append(...children.filter((child) => child !== null && child !== undefined));
  return element;
}

export function byId(id) {
  return document.getElementById(id);
}

/** Says something to those who listen to the page. */
export function say(text) {
  byId("said").textContent = text;
}

/** Two or more buttons of which one is pressed; chosen(value) is called with the new one. */
export function choice(label, options, value, chosen) {
  const buttons = options.map(([name, each]) =>
    h("button", {type: "button", "aria-pressed": String(each === value), onclick: () => press(each)}, name));
  function press(now) {
    buttons.forEach((button, i) => button.setAttribute("aria-pressed", String(options[i][1] === now)));
    chosen(now);
  }
  return h("div", {class: "switch", role: "group", "aria-label": label}, ...buttons);
}

/**
 * Radios in rows of `columns`, of which one can be reached by the tab key and the others by the arrows.
 * Returns show(index), which marks the chosen one.
 */
export function radios(group, items, columns, chosen) {
  const steps = {ArrowRight: 1, ArrowLeft: -1, ArrowDown: columns, ArrowUp: -columns};
  group.setAttribute("role", "radiogroup");
  items.forEach((item, i) => {
    item.setAttribute("role", "radio");
    item.onclick = () => chosen(i);
    item.onkeydown = (event) => {
      const ends = {Home: 0, End: items.length - 1};
      const to = event.key in ends ? ends[event.key] : event.key in steps ? i + steps[event.key] : -1;
      if (to >= 0 && to < items.length) {
        event.preventDefault();
        chosen(to);
        items[to].focus();
      }
    };
  });
  let last = -1;
  return (index) => {
    if (last < 0) {
      items.forEach((item, i) => mark(item, i === index));
    } else if (last !== index) {
      mark(items[last], false);
      mark(items[index], true);
    }
    last = index;
  };
}

function mark(item, isChosen) {
  item.setAttribute("aria-checked", String(isChosen));
  item.tabIndex = isChosen ? 0 : -1;
}

/** Calls draw(width) now and whenever the element's width changes. */
export function onWidth(element, draw) {
  let width = 0;
  new ResizeObserver(() => {
    const now = Math.floor(element.clientWidth);
    if (now !== width && now > 0) {
      width = now;
      requestAnimationFrame(() => draw(width));
    }
  }).observe(element);
}
