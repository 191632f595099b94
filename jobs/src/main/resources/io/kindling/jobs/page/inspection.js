// The page of `kindling inspect`.
import {byId} from "elements.js";
import {contexts} from "contexts.js";
import {distribution, sampling} from "sampling.js";
import {embedding} from "embedding.js";
import {heads} from "heads.js";
import {choose, chooseFirst, chosen, model, texts} from "model.js";
import {count, short} from "numbers.js";
import {pattern} from "pattern.js";
import {product} from "product.js";
import {stream} from "stream.js";
import {tokens} from "tokens.js";

byId("name").textContent = model.name;
byId("facts").textContent = [
  `${short(model.parameters)} parameters`,
  `${model.layers} layers of ${model.heads} heads`,
  `vectors of ${count(model.width)} numbers`,
  `${count(model.vocabularySize)} tokens in the vocabulary`,
  `a context of ${count(model.contextLength)}`,
].join(" · ");

[tokens, heads, pattern, product, stream, sampling].forEach((part) => part());
chooseFirst();
embedding();
contexts();
choose({});

/** For the browser's console. */
globalThis.kindling = {model, texts, chosen, choose, distribution};
document.documentElement.dataset.ready = Math.round(performance.now());
