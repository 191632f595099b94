// The chosen token's vector on its way through the blocks: what each adds, and what it would say if it were the last.
import {byId, h} from "elements.js";
import {css, inkOn, onScheme, weightColour} from "colours.js";
import {chosen, model, onChoice, shown, text} from "model.js";
import {count, fixed, percent} from "numbers.js";

export function stream() {
  const head = h("thead", {}, h("tr", {},
    h("th", {scope: "col"}, "After"),
    h("th", {scope: "col", class: "wide-only", style: "width: 12%"}, "attention adds"),
    h("th", {scope: "col", class: "wide-only", style: "width: 12%"}, "feed-forward adds"),
    h("th", {scope: "col"}, "would say next"),
    h("th", {scope: "col", class: "number"}, "final answer"),
    h("th", {scope: "col", class: "number wide-only"}, "its rank"),
    h("th", {scope: "col", class: "number wide-only"}, "entropy, bits")));
  const body = h("tbody");
  const says = h("p", {role: "status"});
  byId("stream").append(says, h("div", {class: "scroll"}, h("table", {}, head, body)));
  const draw = () => {
    const answer = text().lens.ids[place(model.layers) * text().lens.count];
    says.replaceChildren("After ", h("b", {class: "mono"}, text().shown(chosen.token)), ` (token ${chosen.token + 1}) the model expects `,
      h("b", {class: "mono"}, shown(answer)), ".");
    body.replaceChildren(...Array.from({length: model.layers + 1}, (_, blocks) => row(blocks, answer)));
  };
  onChoice(draw);
  onScheme(draw);
}

function place(blocks) {
  return blocks * text().time + chosen.token;
}

function row(blocks, answer) {
  const {lens} = text();
  const at = place(blocks);
  return h("tr", {},
    h("th", {scope: "row"}, blocks === 0 ? "embedding" : `block ${blocks}`),
    h("td", {class: "wide-only"}, meter(blocks, 0)),
    h("td", {class: "wide-only"}, meter(blocks, 1)),
    h("td", {}, ...Array.from({length: lens.count}, (_, i) => guess(lens, at * lens.count + i, answer))),
    h("td", {class: "number"}, percent(lens.answers[at])),
    h("td", {class: "number wide-only"}, count(lens.ranks[at])),
    h("td", {class: "number wide-only"}, fixed(lens.entropies[at], 1)));
}

/** @param at place among the predictions; the answer is outlined */
function guess(lens, at, answer) {
  const ground = weightColour(lens.probabilities[at]);
  return h("span", {
    class: lens.ids[at] === answer ? "guess answer" : "guess",
    style: `background: ${css(ground)}; color: ${inkOn(ground)}`,
    title: percent(lens.probabilities[at]),
  }, shown(lens.ids[at]));
}

/** How long what is added is, beside what was there before this block. */
function meter(blocks, half) {
  if (blocks === 0) {
    return "";
  }
  const added = text().updates[((blocks - 1) * text().time + chosen.token) * 2 + half];
  const ratio = added / text().norms[place(blocks - 1)];
  return h("span", {},
    h("i", {class: half ? "meter cool" : "meter", style: `width: ${Math.min(100, 50 * ratio)}%`}),
    h("span", {class: "small quiet number"}, `${fixed(ratio, 2)} × its length`));
}
