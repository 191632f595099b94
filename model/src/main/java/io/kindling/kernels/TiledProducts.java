package io.kindling.kernels;

/**
 * Matrix products without BLAS, in the blocking of Goto and van de Geijn (2008): some columns of the second factor are copied
 * into panels as wide as a {@link VectorTile}, some rows of the first into a band, and every six rows of the band meet
 * every panel.
 *
 * <p>An element's bits depend on its row and its column alone, as {@link VectorTile} says. So the cuts made here, and those that
 * callers make among threads, decide how fast a product is and not what comes out.
 */
final class TiledProducts implements Products {
    private final ThreadLocal<Workbench> benches = ThreadLocal.withInitial(Workbench::new);

    @Override
    public void product(CpuTensor a, CpuTensor b, CpuTensor out, boolean add) {
        Workbench bench = benches.get();
        for (int k = 0; k < a.columns; k += Workbench.DEPTH) {
            int depth = Math.min(Workbench.DEPTH, a.columns - k);
            for (int column = 0; column < out.columns; column += Workbench.COLUMNS) {
                int columns = Math.min(Workbench.COLUMNS, out.columns - column);
                bench.fillPanels(b, k, depth, column, columns);
                for (int row = 0; row < out.rows; row += Workbench.BAND) {
                    int rows = Math.min(Workbench.BAND, out.rows - row);
                    bench.fillBand(a, row, rows, k, depth);
                    bench.multiply(rows, depth, out, row, column, columns, add || k > 0);
                }
            }
        }
    }

    @Override
    public void transposedProduct(CpuTensor a, CpuTensor b, CpuTensor out, boolean add) {
        Workbench bench = benches.get();
        for (int k = 0; k < a.rows; k += Workbench.DEPTH) {
            int depth = Math.min(Workbench.DEPTH, a.rows - k);
            for (int column = 0; column < out.columns; column += Workbench.COLUMNS) {
                int columns = Math.min(Workbench.COLUMNS, out.columns - column);
                bench.fillPanels(b, k, depth, column, columns);
                for (int row = 0; row < out.rows; row += Workbench.BAND) {
                    int rows = Math.min(Workbench.BAND, out.rows - row);
                    bench.fillUprightBand(a, k, depth, row, rows);
                    bench.multiply(rows, depth, out, row, column, columns, add || k > 0);
                }
            }
        }
    }

    /** Made as (b · aᵀ)ᵀ: so it is the tokens, the rows of a, that are turned into columns, and not the many more weights. */
    @Override
    public void productTransposed(CpuTensor a, CpuTensor b, CpuTensor out, boolean add) {
        Workbench bench = benches.get();
        for (int row = 0; row < a.rows; row += Workbench.TOKENS) {
            int rows = Math.min(Workbench.TOKENS, a.rows - row);
            bench.fillTransposedPanels(a, row, rows);
            for (int column = 0; column < b.rows; column += Workbench.SLAB) {
                int columns = Math.min(Workbench.SLAB, b.rows - column);
                bench.startStrip(out, row, rows, column, columns, add);
                for (int k = 0; k < a.columns; k += Workbench.DEPTH) {
                    int depth = Math.min(Workbench.DEPTH, a.columns - k);
                    bench.fillBand(b, column, columns, k, depth);
                    bench.multiplyIntoStrip(columns, k, depth, rows, a.columns);
                }
                bench.putStrip(out, row, rows, column, columns);
            }
        }
    }
}
