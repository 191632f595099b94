/**
 * What turns a gradient into new parameters. Start with {@link io.kindling.optim.AdamW}; learning rates are a
 * {@link io.kindling.optim.Schedule}. This package knows parameters as vectors, and nothing of layers or data.
 */
package io.kindling.optim;
