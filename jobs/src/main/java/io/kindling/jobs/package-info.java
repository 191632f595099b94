/** Later. */
package io.kindling.jobs;
