/** Later. */
package io.kindling.kernels;
