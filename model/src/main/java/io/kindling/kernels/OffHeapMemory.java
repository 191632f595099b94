package io.kindling.kernels;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import org.bytedeco.javacpp.Pointer;

/**
 * How much memory this process can have outside Java's heap.
 *
 * @param bytes at most
 * @param arithmetic how they come about
 */
public record OffHeapMemory(long bytes, String arithmetic) {
    /** Of this JVM: what the machine or container has beside the largest heap, or JavaCPP's own limit where it is less. */
    public static OffHeapMemory ofThisProcess() {
        long physical = ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getTotalMemorySize();
        long heap = Runtime.getRuntime().maxMemory();
        long limit = Pointer.maxBytes();
        if (limit > 0 && limit < physical - heap) {
            return new OffHeapMemory(limit, "org.bytedeco.javacpp.maxbytes");
        }
        return new OffHeapMemory(
                physical - heap, "%,d MiB of memory - %,d of Java heap".formatted(physical >> 20, heap >> 20));
    }
}
