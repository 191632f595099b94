// The distribution of the next token, as temperature, top-k and top-p make it: as io.kindling.sample.Sampler draws from it.
import {byId, h} from "elements.js";
import {chosen, model, onChoice, shown, text} from "model.js";
import {count, fixed, percent} from "numbers.js";

const SHOWN = 18;

/**
 * Probabilities of the tokens in `order`, the likeliest first.
 *
 * @param temperature divides the logits; 0 takes the likeliest
 * @param topK so many at most; 0 for all
 * @param topP the fewest that together have this share of the probability
 */
export function distribution(logits, order, temperature, topK, topP) {
  const weights = Float64Array.from(order, (id, place) =>
    temperature === 0 ? Number(place === 0) : Math.exp((logits[id] - logits[order[0]]) / temperature));
  const sum = (values) => values.reduce((total, value) => total + value, 0);
  if (topK > 0) {
    weights.fill(0, topK);
  }
  const enough = topP * sum(weights);
  for (let place = 0, reached = 0; place < weights.length && topP < 1; place++) {
    if (reached >= enough) {
      weights.fill(0, place);
      break;
    }
    reached += weights[place];
  }
  const total = sum(weights);
  return weights.map((weight) => weight / total);
}

export function sampling() {
  let order = null;
  let plain = null;
  const mostKept = Math.min(model.vocabularySize, 100);
  const temperature = slider("temperature", "Temperature", 0, 2, 0.05, 1, (value) => fixed(value, 2));
  const topK = slider("topK", "Top-k", 1, mostKept, 1, mostKept, (value) => (value === mostKept ? "all" : String(value)));
  const topP = slider("topP", "Top-p", 0.05, 1, 0.01, 1, (value) => (value === 1 ? "all" : fixed(value, 2)));
  const says = h("p", {role: "status"});
  const bars = h("div", {class: "bars", id: "distribution"});
  byId("sampling").append(h("div", {class: "side"},
    h("div", {}, temperature.element, topK.element, topP.element, says,
      h("button", {type: "button", class: "plain", onclick: () => reset()}, "Back to the model's own")),
    h("div", {}, bars)));

  function draw() {
    const kept = topK.value() === mostKept ? 0 : topK.value();
    const now = distribution(text().logits, order, temperature.value(), kept, topP.value());
    const left = now.filter((share) => share > 0).length;
    const bits = now.reduce((total, share) => (share > 0 ? total - share * Math.log2(share) : total), 0);
    says.textContent = `${count(left)} of ${count(model.vocabularySize)} tokens can be drawn; the entropy is ${fixed(bits, 2)} bits, `
      + `as in a fair draw from ${fixed(2 ** bits, 2 ** bits < 10 ? 1 : 0)}.`;
    const longest = Math.max(now[0], plain[0]);
    bars.replaceChildren(...[...order.slice(0, SHOWN)].flatMap((id, place) => bar(id, now[place], plain[place], longest)),
      ...rest(now, plain));
  }

  function reset() {
    [temperature, topK, topP].forEach((each) => each.reset());
    draw();
  }

  [temperature, topK, topP].forEach((each) => (each.input.oninput = () => {
    each.show();
    draw();
  }));
  onChoice((changed) => {
    if (!order || changed.has("text")) {
      const {logits} = text();
      order = Uint32Array.from(logits.keys()).sort((a, b) => logits[b] - logits[a] || a - b);
      plain = distribution(logits, order, 1, 0, 1);
      draw();
    }
  });
}

function bar(id, now, before, longest) {
  const wide = (share) => `width: ${(100 * share / longest).toFixed(2)}%`;
  return [
    h("span", {class: now > 0 ? "token" : "token out"}, shown(id)),
    h("span", {class: "track"}, h("i", {class: "before", style: wide(before)}), h("i", {class: "now", style: wide(now)})),
    h("span", {class: "number", "data-token": id, "data-share": now}, now > 0 ? percent(now) : "–")];
}

function rest(now, before) {
  const sum = (values) => values.slice(SHOWN).reduce((total, value) => total + value, 0);
  return before.length <= SHOWN ? [] : [
    h("span", {class: "quiet small", style: "text-align: right"}, `${count(before.length - SHOWN)} others`),
    h("span", {class: "quiet small"}, "dashed: the model's own, at temperature 1"),
    h("span", {class: "number"}, percent(sum(now)))];
}

function slider(id, name, min, max, step, value, format) {
  const input = h("input", {type: "range", id, min, max, step, value});
  const output = h("output", {for: id});
  const show = () => {
    output.textContent = format(Number(input.value));
    input.setAttribute("aria-valuetext", output.textContent);
  };
  show();
  return {
    element: h("div", {class: "control"}, output, h("label", {for: id}, name), input),
    input,
    show,
    value: () => Number(input.value),
    reset: () => {
      input.value = value;
      show();
    },
  };
}
