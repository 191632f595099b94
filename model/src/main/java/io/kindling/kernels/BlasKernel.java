package io.kindling.kernels;

import java.util.List;
import java.util.Map;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerPointer;

/**
 * Which kernel multiplies matrices: oneDNN's for AVX-512, or one of OpenBLAS's, which chooses by processor or as the
 * environment variable OPENBLAS_CORETYPE says.
 *
 * <p>OpenBLAS keeps its choice in a variable, {@code gotoblas}, that points to one of the tables of functions named
 * {@code gotoblas_CORE}. It has a function for the name too, but no binding of it.
 */
public final class BlasKernel {
    /** Environment variables that keep oneDNN or OpenBLAS from choosing by processor. */
    public static final List<String> VARIABLES =
            List.of("ONEDNN_MAX_CPU_ISA", "DNNL_MAX_CPU_ISA", "OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE");

    private static final String ONE_DNN = "oneDNN AVX512";

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

    private BlasKernel() {}

    /** "oneDNN AVX512", or OpenBLAS's, such as "OpenBLAS HASWELL". */
    public static String name() {
        return Blas.ONE_DNN ? ONE_DNN : "OpenBLAS " + core();
    }

    /** Which of {@link #VARIABLES}, set in {@code environment}, led to {@code kernel}: none to oneDNN's, which is the best. */
    public static List<String> behind(String kernel, Map<String, String> environment) {
        return kernel.equals(ONE_DNN)
                ? List.of()
                : VARIABLES.stream()
                        .filter(name -> !environment.getOrDefault(name, "").isBlank())
                        .toList();
    }

    /** Its name in capitals; "unknown" where this OpenBLAS has one kernel or others than these. */
    private static String core() {
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
