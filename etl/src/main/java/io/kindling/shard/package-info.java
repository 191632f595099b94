/** Later. */
package io.kindling.shard;
