/** Later. */
package io.kindling.tokenizer;
