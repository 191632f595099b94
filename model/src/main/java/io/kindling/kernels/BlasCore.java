package io.kindling.kernels;

import java.util.List;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerPointer;

/**
 * Which of its kernels OpenBLAS runs: it chooses by processor, or as the environment variable OPENBLAS_CORETYPE says.
 *
 * <p>The library keeps its choice in a variable, {@code gotoblas}, that points to one of the tables of functions named
 * {@code gotoblas_CORE}. It has a function for the name too, but no binding of it.
 */
public final class BlasCore {
    /** Decides the kernel where it is set. */
    public static final String VARIABLE = "OPENBLAS_CORETYPE";

    /** Of OpenBLAS 0.3.31 for x86-64 and 64-bit ARM. */
    private static final List<String> CORES = List.of(
            "SAPPHIRERAPIDS",
            "COOPERLAKE",
            "SKYLAKEX",
            "ZEN",
            "HASWELL",
            "EXCAVATOR",
            "STEAMROLLER",
            "PILEDRIVER",
            "BULLDOZER",
            "SANDYBRIDGE",
            "NEHALEM",
            "BARCELONA",
            "CORE2",
            "PRESCOTT",
            "ATOM",
            "NEOVERSEV1",
            "NEOVERSEN2",
            "NEOVERSEN1",
            "ARMV8SVE",
            "A64FX",
            "CORTEXA57",
            "CORTEXA53",
            "THUNDERX2T99",
            "ARMV8");

    private BlasCore() {}

    /** The kernel's name in capitals, such as HASWELL; "unknown" where this OpenBLAS has one kernel or others than these. */
    public static String name() {
        Blas.oneThread();
        Pointer choice = Loader.addressof("gotoblas");
        if (choice == null) {
            return "unknown";
        }
        Pointer table = new PointerPointer<>(choice).get(0);
        return CORES.stream()
                .filter(core -> table.equals(Loader.addressof("gotoblas_" + core)))
                .findFirst()
                .orElse("unknown");
    }
}
