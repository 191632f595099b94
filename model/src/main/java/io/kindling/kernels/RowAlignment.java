package io.kindling.kernels;

/**
 * Where rows have to lie so that {@link Kernels#product} and its kin give each the same bits in any company.
 *
 * <p>A row's result is its own, but its last bits can depend on where it stands: OpenBLAS's AVX2 kernels take rows by twelve
 * and treat what is left over otherwise, and its AVX-512 kernels have a path of their own for small products. To oneDNN's
 * AVX-512 kernels, rows are alike wherever sixteen or more meet: measured, for 26 shapes with 1 to 1,088 rows.
 *
 * @param first every sequence begins at a multiple of so many rows
 * @param count a product has a multiple of so many rows
 * @param least and so many at least
 */
public record RowAlignment(int first, int count, int least) {
    static final RowAlignment OPENBLAS = new RowAlignment(12, 48, 96);
    static final RowAlignment ONE_DNN = new RowAlignment(1, 1, 16);

    /** {@code row}, or the next where a sequence may begin. */
    public int first(int row) {
        return up(row, first);
    }

    /** The last row up to {@code row} where a sequence may begin. */
    public int firstBefore(int row) {
        return row / first * first;
    }

    /** {@code rows}, or as many more as a product needs. */
    public int count(int rows) {
        return Math.max(least, up(rows, count));
    }

    private static int up(int value, int multiple) {
        return (value + multiple - 1) / multiple * multiple;
    }
}
