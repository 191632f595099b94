/** Later. */
package io.kindling.corpus;
