// The keyboard's way through pairs of tokens.
import {choose, chosen, text} from "model.js";

/** Arrow keys move the chosen pair; an element that has them is one stop of the tab key. */
export function arrows(element, label) {
  element.tabIndex = 0;
  element.setAttribute("role", "application");
  element.setAttribute("aria-label", label);
  element.onkeydown = (event) => {
    const [down, right] = {ArrowDown: [1, 0], ArrowUp: [-1, 0], ArrowRight: [0, 1], ArrowLeft: [0, -1]}[event.key] ?? [0, 0];
    if (down || right) {
      event.preventDefault();
      const token = Math.max(0, Math.min(text().time - 1, chosen.token + down));
      choose({token, earlier: Math.max(0, Math.min(token, chosen.earlier + right))});
    }
  };
}
