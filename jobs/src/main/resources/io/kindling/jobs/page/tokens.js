// The text as tokens, of which one is chosen.
import {byId, choice, h, radios} from "elements.js";
import {choose, chosen, onChoice, shown, text, texts} from "model.js";
import {fixed} from "numbers.js";

/** A token's text with its leading space paler than the rest. */
export function tokenText(id) {
  const name = shown(id);
  const spaces = name.match(/^·*/)[0];
  return [h("span", {class: "space"}, spaces), name.slice(spaces.length)];
}

export function tokens() {
  let show = null;
  let group = null;
  function draw() {
    const items = text().ids.map((id, i) => chip(id, text().surprisals[i]));
    group = h("div", {class: text().time > 120 ? "tokens long" : "tokens", "aria-label": "Token to look at"}, ...items);
    show = radios(group, items, items.length, (token) => choose({token}));
    byId("tokens").replaceChildren(group);
  }
  if (texts.length > 1) {
    byId("texts").append(choice("Text", texts.map((_, i) => [`Text ${i + 1}`, i]), 0, (i) => choose({text: i})));
  }
  onChoice((changed) => {
    if (!show || changed.has("text")) {
      draw();
    }
    show(chosen.token);
    const chip = group.children[chosen.token];
    group.scrollTop = chip.offsetTop - group.offsetTop - (group.clientHeight - chip.offsetHeight) / 2; // where it is long
  });
}

/** @param bits how little the model expected it; NaN for the first token, which nothing comes before */
function chip(id, bits) {
  const isKnown = Number.isFinite(bits);
  const strength = isKnown ? Math.round(100 * Math.min(1, bits / 10)) : 0;
  return h("button", {
    type: "button",
    class: "chip",
    title: isKnown ? `expected with ${fixed(bits, 1)} bits of surprise` : "opens the text",
    style: `border-bottom-color: color-mix(in oklab, var(--accent) ${strength}%, var(--line))`,
  }, ...tokenText(id));
}
