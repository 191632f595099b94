/**
 * Text out of a model, token by token. Start with {@link io.kindling.sample.Generation}; how a token is drawn from its
 * distribution is {@link io.kindling.sample.Sampler}'s. This package knows token ids, not text.
 */
package io.kindling.sample;
